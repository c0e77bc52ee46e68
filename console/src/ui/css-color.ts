/**
 * A colour of the theme as a canvas takes it, which knows no custom properties.
 * @param place Where it is to be drawn: a part of the page may have a theme of its own.
 * @param name Of the property, without its dashes: `running`.
 */
export function cssColor(place: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  // A new element begins with its colour; one that had another may change to it over time.
  probe.style.color = `var(--${name})`;
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
