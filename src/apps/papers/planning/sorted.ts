/** Where in a list the first item is that the test holds for, when it holds for all items after it too; the length if for none. */
export function firstIndexWhere<Item>(list: readonly Item[], holds: (item: Item) => boolean): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(list[middle] as Item)) high = middle
    else low = middle + 1
  }
  return low
}

/** Orders texts by code unit, the same in every language and on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
