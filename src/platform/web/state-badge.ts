import { type Html, html } from './html.ts'
import { icon, type Page } from './page.ts'

/** How a state looks: a word of English, an icon, and a tone that the style sheet gives its colour. */
export type StateLook = Readonly<{
  word: string
  icon: string
  tone: 'good' | 'warn' | 'bad' | 'idle' | 'busy' | 'waiting'
}>

/** A state as icon, word and colour, so that nobody needs to see the colour. */
export const stateBadge = (page: Page, { word, icon: name, tone }: StateLook): Html =>
  html`<span class="state state-${tone}">${icon(name)} ${page.t(word)}</span>`
