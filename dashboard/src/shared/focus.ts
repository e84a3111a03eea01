// The focus is a person's place on the page.

/** Moves the focus, unless the person has left `from` for another element meanwhile. An element that goes leaves it to the body. */
export function moveFocus(from: Element | null, to: Element | null): void {
  const { activeElement, body } = document;
  const isElsewhere = activeElement !== null && activeElement !== from && activeElement !== body;
  if (!isElsewhere && to instanceof HTMLElement) to.focus();
}

/** As a ref: takes the focus when the element comes. */
export function focusOnce(element: HTMLElement | null): void {
  element?.focus();
}
