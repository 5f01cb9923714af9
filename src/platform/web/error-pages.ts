import type { FieldError } from '../errors.ts'
import { type Html, html } from './html.ts'
import { icon, type Page, type View } from './page.ts'

/** What an error page tells. A message of undefined: a bug, of which the visitor learns the request id alone. */
export type ShownError = Readonly<{
  status: number
  title: string
  message: string | undefined
  fields: readonly FieldError[]
}>

/** The whole page for an error. */
export const errorPage = (page: Page, error: ShownError): View => ({
  title: error.title,
  frame: page.person ? 'house' : 'plain',
  body: html`<section class="error-page">
    <p class="error-status" aria-hidden="true">${error.status}</p>
    <h1>${error.title}</h1>
    <p class="lead">${error.message ?? apology(page)}</p>
    ${fieldList(error.fields)}
    <p><a class="btn btn-primary" href="/">${icon('house')} ${page.t('To the start page')}</a></p>
    <p class="request-id">${page.t('Request')} <code>${page.requestId}</code></p>
  </section>`,
})

/** The same among the notices of a page that stays. */
export const errorFragment = (
  page: Page,
  error: ShownError,
): Html => html`<div class="alert alert-danger alert-dismissible notice" role="alert">
    <strong>${error.title}.</strong> ${error.message ?? apology(page)}
    ${fieldList(error.fields)}
    <small class="request-id">${page.t('Request')} <code>${page.requestId}</code></small>
    <button type="button" class="btn-close" data-dismiss="notice" aria-label="${page.t('Close')}"></button>
  </div>`

const apology = (page: Page): string =>
  page.t(
    'The mistake is on our side. It has been written down; an administrator finds it by the number of the request.',
  )

const fieldList = (fields: readonly FieldError[]): Html | false =>
  fields.length > 0 &&
  html`<ul>${fields.map(({ path, message }) => html`<li><code>${path}</code>: ${message}</li>`)}</ul>`
