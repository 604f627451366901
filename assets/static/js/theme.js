/**
 * The appearance: like the system, light or dark. A classic script in the head, because it must have
 * chosen before the first paint; it also tells the style sheets that scripts run here.
 */

"use strict";

{
  const KEY = "shiftbook-theme";
  const root = document.documentElement;

  /** The person's choice; "system" where the browser keeps nothing for us. */
  const stored = () => {
    try {
      return localStorage.getItem(KEY) ?? "system";
    } catch {
      return "system";
    }
  };

  const keep = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  };

  const wear = (theme) => {
    if (theme === "light" || theme === "dark") {
      root.dataset.theme = theme;
    } else {
      delete root.dataset.theme;
    }
  };

  const offerTheSwitch = () => {
    const themes = document.querySelector("[data-theme-switch]");
    if (!themes) {
      return;
    }
    const mark = (theme) => {
      const choice = themes.querySelector(`[value="${CSS.escape(theme)}"]`) ?? themes.querySelector("input");
      choice.checked = true;
    };
    mark(stored());
    themes.addEventListener("change", ({ target }) => {
      keep(target.value);
      wear(target.value);
    });
    // Another window of this book chose.
    addEventListener("storage", ({ key }) => {
      if (key === KEY) {
        wear(stored());
        mark(stored());
      }
    });
    themes.hidden = false;
  };

  root.dataset.script = "on";
  wear(stored());
  document.addEventListener("DOMContentLoaded", offerTheSwitch);
}
