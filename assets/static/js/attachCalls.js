/** What a page asks of the server about the files of its draft. */

import { readAnswer } from "./answer.js";

/** @param {{secureFetch: typeof fetch, timedFetch: Function, place: string}} parts */
export function createAttachCalls({ secureFetch, place }) {
  const query = (values) => new URLSearchParams(values).toString();
  return {
    /** Sends a file by session; the browser reads it as it goes. */
    attach(file, { name, draft }, signal) {
      const address = `/api/attachments?${query({ place, draft, name })}`;
      const headers = { "Content-Type": "application/octet-stream" };
      return readAnswer(secureFetch(address, { method: "POST", body: file, headers, signal }));
    },
    remove: ({ sha256, name }, draft) =>
      readAnswer(secureFetch(`/api/attachments/${sha256}?${query({ draft, name })}`, { method: "DELETE" })),
    /** What the draft has by now. */
    list: async (draft) => (await readAnswer(secureFetch(`/api/drafts/${place}?${query({ id: draft })}`))).attachments,
  };
}
