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

  window.look = { cut, words, unreachable };
}
