/** The composer: what is written in it is kept, posted or discarded, and never lost. */

import { startAttachments } from "./attaching.js";
import { startDiscarding } from "./discarding.js";
import { addressOf, isInBook } from "./composerPlace.js";
import { createDraftCalls } from "./draftCalls.js";
import { createDraftChannel } from "./draftChannel.js";
import { createDraftField, withEarlyWords } from "./draftField.js";
import { createDraftFields } from "./draftFields.js";
import { createDraftKeeper } from "./draftKeeper.js";
import { createDraftMark } from "./draftMark.js";
import { createDraftNews } from "./draftNews.js";
import { createDraftRecord } from "./draftRecord.js";
import { createDraftState } from "./draftState.js";
import { startFieldRow } from "./fieldRow.js";
import { say } from "./forms.js";
import { watchLeaving } from "./leaving.js";
import { showInTimeline, startPosting } from "./posting.js";
import { startPreview } from "./preview.js";
import { secureFetch, session } from "./secureFetch.js";
import { startTagWords } from "./tagWords.js";
import { startTemplates } from "./templates.js";
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
function openDraft(form, opened, area) {
  const fields = createDraftFields([...form.querySelectorAll("[data-draft-field]")]);
  const field = createDraftField(area, { grow: growWithText(area), fields });
  const { text, place } = withEarlyWords(area.value, area.defaultValue, opened);
  field.show({ text, fields: fields.values }, place);
  const written = { text: area.defaultValue, fields: fields.kept };
  return { fields, field, record: createDraftRecord({ opened, written, place: field.place, makeId }) };
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
  const { fields, field, record } = openDraft(form, opened, area);
  const state = createDraftState(form, { root: document.documentElement, others });
  const news = createDraftNews(form, document);
  const channel = createDraftChannel(page.BroadcastChannel, { place, person });
  const mark = createDraftMark({ storage, timers: page, person });
  const timedFetch = createTimedFetch({ fetch: page.fetch.bind(page), timers: page });
  const ownPage = { secureFetch, document, history, location: page.location };
  const row = startFieldRow(form, { now: () => page.Date.now() });

  function onNews(what) {
    say(form, {});
    news.tell(what, !field.isEmpty);
    if (what.kind === "forked") {
      state.addOther();
      history.replaceState(null, "", `${addressOf(place)}?draft=${what.id}`);
    } else if (what.kind === "posted" && isInBook(place)) {
      showInTimeline(ownPage);
    }
  }

  const attachments = startAttachments(form, page, { record, secureFetch, place, opened: opened.attachments });
  const keeper = createDraftKeeper({
    field,
    record,
    calls: createDraftCalls({ timedFetch, secureFetch, place }),
    timers: page,
    tell: channel.tell,
    onChange(standing) {
      state.show(standing);
      attachments.look();
    },
    onNews,
  });

  field.onInput(keeper.input);
  area.addEventListener("blur", keeper.saveNow);
  fields.onLeave(keeper.saveNow);
  form.querySelector("[data-save-now]").addEventListener("click", keeper.saveNow);
  channel.listen(keeper.heard);
  const poster = Object.create(keeper, { post: { value: () => attachments.settled().then(keeper.post) } });
  startPosting(form, { keeper: poster, field, news, place, row, page: ownPage });
  startDiscarding(form, { keeper, field, news, document });
  watchLeaving(page, { keeper, left: () => mark.leave(record.draft.id) });
  startPreview(form, { secureFetch, timers: page, document });
  startTemplates(form, { secureFetch, document, row });
  startTagWords(form.querySelector("[data-words]"));
  mark.follow((id) => keeper.heard({ kind: "saved", id, restore: true }));
  session.beforeLeaving?.(() => attachments.finish(page).then(() => keeper.flush()));
  keeper.settle();
}

const form = globalThis.document?.querySelector("[data-composer]");
if (form) {
  startComposer(form, globalThis, { secureFetch, session });
}
