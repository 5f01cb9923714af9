import assert from 'node:assert/strict'
import type { Locator, Page as Tab } from 'playwright-core'

/** More stops than any page has. */
const mostStops = 250

/**
 * Presses Tab until the focus is on the first element that a locator names, also in a frame. Fails where the keyboard does
 * not get there, and where nobody could see that it did.
 */
export async function tabTo(tab: Tab, target: Locator, way: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  let element = await found(target)
  for (let stops = 0; ; stops++) {
    // A page that changes by itself, or makes room for the next, puts another in its place.
    const state = await element.evaluate(focusOf).catch(() => 'gone')
    if (state === 'here') break
    assert.ok(stops < mostStops, `no ${way} leads to ${target}`)
    if (state === 'gone') element = await found(target)
    else await tab.keyboard.press(way)
  }
  assert.equal(await element.evaluate(isSeenFocused), true, `nobody sees that ${target} has the focus`)
}

/** Goes to a link or a button by Tab, and presses it. */
export async function pressKey(tab: Tab, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(tab, target)
  await tab.keyboard.press(key)
}

/** Goes to a field by Tab, and types over what stands there. */
export async function typeInto(tab: Tab, target: Locator, text: string): Promise<void> {
  await tabTo(tab, target)
  await tab.keyboard.press('Control+a')
  await tab.keyboard.type(text)
}

/** To look for a role and a name costs as much as many keys, and is done once. */
async function found(target: Locator) {
  const element = await target.first().elementHandle()
  assert.ok(element, `${target} is not there`)
  return element
}

/** Runs in the page. */
function focusOf(given: unknown): 'here' | 'elsewhere' | 'gone' {
  const one = given as FocusedElement
  if (!one.isConnected) return 'gone'
  return one.ownerDocument.activeElement === one && one.ownerDocument.hasFocus() ? 'here' : 'elsewhere'
}

/** Runs in the page. By our own style or the browser's, and not behind a bar that lies over it (WCAG 2.4.7, 2.4.11). */
function isSeenFocused(given: unknown): boolean {
  const one = given as FocusedElement
  const { left, top, width, height } = one.getBoundingClientRect()
  const over = one.ownerDocument.elementFromPoint(left + Math.min(width, 20) / 2, top + Math.min(height, 20) / 2)
  const { outlineStyle, boxShadow } = one.ownerDocument.defaultView.getComputedStyle(one)
  const isFree = over === null || one.contains(over) || over.contains(one)
  return one.matches(':focus-visible') && isFree && (outlineStyle !== 'none' || boxShadow !== 'none')
}

/** What is used of an element of the page. */
type FocusedElement = {
  isConnected: boolean
  ownerDocument: {
    activeElement: unknown
    hasFocus: () => boolean
    elementFromPoint: (x: number, y: number) => FocusedElement | null
    defaultView: { getComputedStyle: (of: unknown) => { outlineStyle: string; boxShadow: string } }
  }
  getBoundingClientRect: () => { left: number; top: number; width: number; height: number }
  contains: (other: unknown) => boolean
  matches: (selector: string) => boolean
}
