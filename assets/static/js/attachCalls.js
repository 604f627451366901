/** What a composer asks the server about the files of its draft: sent by its ticket, all else by session. */

import { answerOf, ask } from "./answer.js";

/** @param {{timedFetch: typeof fetch, secureFetch: typeof fetch, place: string}} parts */
export function createAttachCalls({ timedFetch, secureFetch, place }) {
  const query = (values) => new URLSearchParams(values).toString();

  async function send(file, name, { id, ticket }) {
    // The browser reads the file from the disk while it sends it.
    const init = { method: "POST", body: file, headers: { "Content-Type": "application/octet-stream", Accept: "application/json" } };
    const address = `/api/attachments?${query({ place, draft: id, name })}`;
    return answerOf(await (ticket === null ? secureFetch(address, init) : timedFetch(`${address}&${query({ ticket })}`, init)));
  }

  return {
    /** Resolves when the file is on the disk, with what is known of it. */
    async attach(file, name, draft) {
      try {
        return await send(file, name, draft);
      } catch (error) {
        if (error.type !== "urn:shiftbook:ticket-refused") {
          throw error;
        }
        return send(file, name, { ...draft, ticket: null });
      }
    },
    remove: ({ sha256, name }, draft) =>
      ask(secureFetch, "DELETE", `/api/attachments/${sha256}?${query({ draft, name })}`),
    /** What the draft has by now. */
    list: async (draft) => (await ask(secureFetch, "GET", `/api/drafts/${place}?${query({ id: draft })}`)).attachments,
  };
}
