import { type Html, html, safeUrl } from '../../../../platform/web/html.ts'
import { icon, type Page } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'

export type ShownResult = Readonly<{
  href: string
  name: string
  dataType: string
  contentType: string
  /** Whether any plugin can show it. */
  isShowable: boolean
}>

/** Files that came of a run: to download, and to look at where a plugin can show them. */
export const results = (page: Page, outputs: readonly ShownResult[], isRunning: boolean): Html | false =>
  outputs.length > 0 &&
  html`<h2>${isRunning ? page.t('Results so far') : page.t('Results')}</h2>
    <ul class="plugin-results">${outputs.map(
      ({ href, name, dataType, contentType, isShowable }) => html`<li>
        <a href="${safeUrl(href)}" download>${icon('download')} ${name}</a>
        ${isShowable && html`<a class="btn btn-sm btn-outline-secondary" href="${links.show({ data: href, type: dataType, content: contentType, name })}">${icon('eye')} ${page.t('Look at it')}<span class="visually-hidden">: ${name}</span></a>`}
        <a class="btn btn-sm btn-outline-secondary" href="${links.send({ data: href, type: dataType, content: contentType, name })}">${icon('send')} ${page.t('Send to a plugin')}<span class="visually-hidden">: ${name}</span></a>
        <small class="quiet">${dataType} · ${contentType}</small></li>`,
    )}</ul>`
