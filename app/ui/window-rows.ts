/** Which rows of a long list have to be drawn. Pure arithmetic. */
export interface ScrolledList {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** Rows beyond the edges, so that a quick scroll meets no emptiness. */
const spare = 12;

/** @returns `[first, end)` */
export function visibleRows({
  scrollTop,
  height,
  rowHeight,
  count,
}: ScrolledList): readonly [number, number] {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight) - spare));
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return [first, Math.max(first, end)];
}

/** Where to scroll so that a row can be seen; as it is where it can be seen already. */
export function scrollToShow(index: number, { scrollTop, height, rowHeight }: ScrolledList): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height;
  return scrollTop;
}
