import { type Html, html } from './html.ts'

/** A Bootstrap icon. With a label it is read aloud, without one it is decoration beside words. */
export const icon = (name: string, label?: string): Html =>
  label === undefined
    ? html`<i class="bi bi-${name}" aria-hidden="true"></i>`
    : html`<i class="bi bi-${name}" role="img" aria-label="${label}" title="${label}"></i>`
