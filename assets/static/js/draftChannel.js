/** Word between the windows of one browser about a person's drafts: never what is written in them. */

const CHANNEL_NAME = "shiftbook-drafts";

/**
 * @param {typeof BroadcastChannel|undefined} Channel a browser without it just hears nothing
 * @param {{place: string, person: string}} whose only news of this place and person is heard
 * @returns {{tell: (kind: "saved"|"posted"|"discarded", id: string) => void,
 *   listen: (hear: (news: {kind: string, id: string}) => void) => void}}
 */
export function createDraftChannel(Channel, { place, person }) {
  if (!Channel) {
    return { tell() {}, listen() {} };
  }
  const channel = new Channel(CHANNEL_NAME);
  return {
    tell: (kind, id) => channel.postMessage({ kind, id, place, person }),
    listen(hear) {
      channel.addEventListener("message", ({ data }) => {
        if (data.place === place && data.person === person) {
          hear(data);
        }
      });
    },
  };
}
