// What a person would see wrong with a page: text beyond the edge or cut, words in another language, doors without a handle.
() => {
  const CHINESE = /[\u3400-\u9fff]/;
  const name = (element) => {
    const steps = [];
    for (let each = element; each && each !== document.body && steps.length < 3; each = each.parentElement) {
      steps.unshift(each.tagName.toLowerCase() + (each.classList.length ? "." + [...each.classList].join(".") : ""));
    }
    return steps.join(">") + " “" + (element.textContent || element.value || "").trim().replace(/\s+/g, " ").slice(0, 40) + "”";
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen");
  // Off the page on purpose, itself or with what it stands in: for who hears it.
  const concealed = new WeakMap();
  function hidden(element) {
    if (!element || element === document.body) return false;
    if (!concealed.has(element)) concealed.set(element, getComputedStyle(element).clipPath === "inset(50%)" || hidden(element.parentElement));
    return concealed.get(element);
  }
  const scrolls = (element) => {
    for (let each = element.parentElement; each; each = each.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(each).overflowX) && each !== document.body && each !== document.documentElement) return true;
    }
    return false;
  };

  function cut() {
    const found = [];
    for (const each of document.body.querySelectorAll("*")) concealed.delete(each);
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} wide, not ${width}`);
    for (const element of document.body.querySelectorAll("*")) {
      if (!shown(element) || element.closest(".skip, .unseen, svg")) continue;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (!box.width || !box.height || hidden(element)) continue;
      if ((box.right > width + 1 || box.left < -1) && !scrolls(element)) found.push(`beyond the edge: ${name(element)}`);
      const says = [...element.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
      if (!says || !element.clientWidth || ["INPUT", "SELECT", "TEXTAREA", "OPTION"].includes(element.tagName)) continue;
      if (element.scrollWidth > element.clientWidth + 1 && !["auto", "scroll"].includes(style.overflowX)) found.push(`text cut or spilled: ${name(element)}`);
      if (element.scrollHeight > element.clientHeight + 2 && ["hidden", "clip"].includes(style.overflowY)) found.push(`lines cut: ${name(element)}`);
    }
    return found.slice(0, 12);
  }

  // Every text a reader meets, with its place; what is marked as Chinese by its own lang is meant to be.
  function words() {
    const found = [];
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!CHINESE.test(node.data) || element.closest("script, style, [lang^=zh]") || (element.closest("body") && !element.closest("option") && !shown(element))) continue;
      found.push([node.data.trim(), name(element)]);
    }
    for (const attribute of ["aria-label", "title", "placeholder", "data-label", "alt"]) {
      for (const element of document.querySelectorAll(`[${attribute}]`)) {
        if (CHINESE.test(element.getAttribute(attribute)) && !element.closest("[lang^=zh]")) found.push([element.getAttribute(attribute), `${attribute} of ${name(element)}`]);
      }
    }
    return found;
  }

  // Every text on a page in Chinese that is a word of the code: a kebab, a snake, or one of those given.
  function codes(words) {
    const known = new Set(words);
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data.trim();
      if (!(known.has(text) || /^[a-z]+([-_][a-z]+)+$/.test(text)) || node.parentElement.closest("script, style, code, body [lang=en]")) continue;
      found.push([text, name(node.parentElement)]);
    }
    return found;
  }

  // What axe is to read: of the cells of a column that differ in nothing but their words the first two; fifty take it seconds.
  function unalike() {
    const looks = (each) => {
      const { color, backgroundColor, backgroundImage, fontSize, fontWeight, opacity, display } = getComputedStyle(each);
      const said = [...each.attributes].map(({ name, value }) => (["aria-label", "href", "id", "title", "value"].includes(name) ? `${name}=${value !== ""}` : `${name}=${value}`));
      const says = [...each.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
      return [each.tagName, ...said, says, color, backgroundColor, backgroundImage, fontSize, fontWeight, opacity, display].join();
    };
    const exclude = [];
    for (const body of document.querySelectorAll("tbody")) {
      const seen = {};
      for (const row of body.rows) {
        for (const cell of row.cells) {
          const shape = [cell.cellIndex, ...[row, cell, ...cell.querySelectorAll("*")].map(looks)].join(";");
          seen[shape] = (seen[shape] ?? 0) + 1;
          if (seen[shape] > 2) exclude.push(cell);
        }
      }
    }
    return { include: [document], exclude };
  }

  // Whatever can be pressed must take the focus and show that it has it; nothing jumps the queue.
  function unreachable() {
    const found = [];
    const pressed = "a[href], button, input:not([type=hidden]), select, textarea, summary, [onclick], [role=button], [hx-get], [hx-post]";
    for (const element of document.querySelectorAll(pressed)) {
      if (!shown(element) || element.disabled || element.matches("form, section, div, table, tbody, ul, main")) continue;
      if (element.tabIndex < 0) found.push(`no way to it: ${name(element)}`);
      if (element.tabIndex > 0) found.push(`out of order: ${name(element)}`);
      element.focus();
      if (document.activeElement !== element) {
        found.push(`takes no focus: ${name(element)}`);
        continue;
      }
      const style = getComputedStyle(element);
      const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      if (!ringed && style.boxShadow === "none") found.push(`focus does not show: ${name(element)}`);
    }
    return found.slice(0, 12);
  }

  // What stands in cells and beside words, remembered to be looked for on paper; what is pressed or filled in is not.
  let figures = [];
  function remember() {
    const says = (each) => {
      const walker = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.data.trim() && !node.parentElement.closest("button, .button, form, nav, .confirm, .unseen") && shown(node.parentElement)) return true;
      }
      return false;
    };
    figures = [...document.querySelectorAll("main :is(td, th, dt, dd, li)")].filter(says);
  }

  // What would be wrong with a page on sheets of this width and height, when its media is print.
  function onPaper(width, height) {
    const found = figures.filter((each) => !shown(each)).map((each) => `left out: ${name(each)}`);
    const pressed = "nav, button, .button, summary.button, input:not([type=hidden]), select, textarea, [role=search], .top";
    for (const element of document.body.querySelectorAll("*")) {
      if (!shown(element) || element.closest(".skip, svg") || hidden(element)) continue;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (element.matches(pressed)) found.push(`to be pressed: ${name(element)}`);
      if (element.tagName === "THEAD" && style.display !== "table-header-group") found.push(`a heading that stands once: ${name(element)}`);
      if (element.tagName === "TFOOT" && style.display === "table-footer-group") found.push(`a sum on every sheet: ${name(element)}`);
      if (element.tagName === "TR" && style.breakInside !== "avoid") found.push(`a row that may be cut: ${name(element)}`);
      if (style.breakInside === "avoid" && box.height > height) found.push(`kept together, and longer than a sheet: ${name(element)}`);
      if (box.width && box.height && (box.right > width + 1 || box.left < -1)) found.push(`wider than the sheet: ${name(element)}`);
      if (style.overflowY !== "visible" && element.scrollHeight > element.clientHeight + 2) found.push(`cut off: ${name(element)}`);
      if (style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) found.push(`cut off: ${name(element)}`);
      if (element.tagName === "DETAILS" && [...element.children].some((each) => each.tagName !== "SUMMARY" && !shown(each))) found.push(`folded: ${name(element)}`);
    }
    const heading = document.querySelector("main h1");
    if (!heading || !shown(heading)) found.push("no sheet says what it is");
    const made = document.getElementById("made");
    if (!made || !shown(made) || !/\d{4}-\d\d-\d\d \d\d:\d\d/.test(made.innerText)) found.push("no sheet says when it was so");
    return found.slice(0, 24);
  }

  window.look = { remember, onPaper, cut, words, codes, unalike, unreachable };
}
