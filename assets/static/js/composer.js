/** The composer: what is written in it is kept, posted or discarded, and never lost. */

import { startDiscarding } from "./discarding.js";
import { createDraftCalls } from "./draftCalls.js";
import { createDraftChannel } from "./draftChannel.js";
import { createDraftField, withEarlyWords } from "./draftField.js";
import { createDraftKeeper } from "./draftKeeper.js";
import { createDraftMark } from "./draftMark.js";
import { createDraftNews } from "./draftNews.js";
import { createDraftRecord } from "./draftRecord.js";
import { createDraftState } from "./draftState.js";
import { say } from "./forms.js";
import { watchLeaving } from "./leaving.js";
import { showInTimeline, startPosting } from "./posting.js";
import { secureFetch, session } from "./secureFetch.js";
import { createTimedFetch } from "./timedFetch.js";

const makeId = () => crypto.randomUUID().replaceAll("-", "");

/** Lets *area* be as high as its text; the style sheet sets the limits. */
function growWithText(area) {
  const grow = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  };
  area.addEventListener("input", grow);
  return grow;
}

/** The draft the server made the page with, shown where it was left. */
function openDraft(opened, area) {
  const field = createDraftField(area, { grow: growWithText(area) });
  const { text, place } = withEarlyWords(area.value, area.defaultValue, opened);
  field.show(text, place);
  return { field, record: createDraftRecord({ opened, text: area.defaultValue, place: field.place, makeId }) };
}

/**
 * @param {HTMLFormElement} form
 * @param {Window} page
 * @param {{secureFetch: typeof fetch, session: object}} parts
 */
export function startComposer(form, page, { secureFetch, session }) {
  const { document, history, sessionStorage: storage } = page;
  const opened = JSON.parse(form.dataset.draft);
  const { place, others } = opened;
  const person = document.documentElement.dataset.signedIn;
  const area = form.querySelector("textarea");
  const { field, record } = openDraft(opened, area);
  const state = createDraftState(form, { root: document.documentElement, others });
  const news = createDraftNews(form, document);
  const channel = createDraftChannel(page.BroadcastChannel, { place, person });
  const mark = createDraftMark({ storage, timers: page, person });
  const timedFetch = createTimedFetch({ fetch: page.fetch.bind(page), timers: page });
  const ownPage = { secureFetch, document, history };

  function onNews(what) {
    say(form, {});
    news.tell(what, field.text !== "");
    if (what.kind === "forked") {
      state.addOther();
      history.replaceState(null, "", `/?draft=${what.id}`);
    } else if (what.kind === "posted") {
      showInTimeline(ownPage);
    }
  }

  const keeper = createDraftKeeper({
    field,
    record,
    calls: createDraftCalls({ timedFetch, secureFetch, place }),
    timers: page,
    tell: channel.tell,
    onChange: state.show,
    onNews,
  });

  field.onInput(keeper.input);
  area.addEventListener("blur", keeper.saveNow);
  form.querySelector("[data-save-now]").addEventListener("click", keeper.saveNow);
  channel.listen(keeper.heard);
  startPosting(form, { keeper, field, news, page: ownPage });
  startDiscarding(form, { keeper, field, news, document });
  watchLeaving(page, { keeper, left: () => mark.leave(record.draft.id) });
  mark.follow((id) => keeper.heard({ kind: "saved", id, restore: true }));
  session.beforeLeaving?.(() => keeper.flush());
  keeper.settle();
}

const form = globalThis.document?.querySelector("[data-composer]");
if (form) {
  startComposer(form, globalThis, { secureFetch, session });
}
