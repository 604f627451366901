/** What a composer asks the server about the files of its draft: sent by its ticket, all else by session. */

import { ask, upload } from "./answer.js";

/** @param {{timedFetch: typeof fetch, secureFetch: typeof fetch, place: string}} parts */
export function createAttachCalls({ timedFetch, secureFetch, place }) {
  const query = (values) => new URLSearchParams(values).toString();

  async function send(file, name, { id, ticket }) {
    const address = `/api/attachments?${query({ place, draft: id, name })}`;
    return ticket === null
      ? upload(secureFetch, address, file)
      : upload(timedFetch, `${address}&${query({ ticket })}`, file);
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
