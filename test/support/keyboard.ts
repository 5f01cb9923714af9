import assert from 'node:assert/strict'
import type { Locator, Page as Tab } from 'playwright-core'

/** More stops than any page has. */
const mostStops = 250

/**
 * Presses Tab until the focus is on the first element that a locator names, also in a frame. Fails where the keyboard does
 * not get there, and where nobody could see that it did.
 */
export async function tabTo(tab: Tab, target: Locator, way: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const element = target.first()
  await element.waitFor({ state: 'attached' })
  for (let stops = 0; !(await element.evaluate(hasFocus)); stops++) {
    assert.ok(stops < mostStops, `no ${way} leads to ${target}`)
    await tab.keyboard.press(way)
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

/** Runs in the page. */
function hasFocus(given: unknown): boolean {
  const one = given as FocusedElement
  return one.ownerDocument.activeElement === one && one.ownerDocument.hasFocus()
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
