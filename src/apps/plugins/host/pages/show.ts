import { type Html, html, safeUrl } from '../../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import { pluginFrame, type ShownFrame } from './frame.ts'

export type ShownFile = Readonly<{ data: string; type: string; content: string; name: string }>

/** One file as plugins show it; the visitor chooses which. */
export const showPage = (
  page: Page,
  file: ShownFile,
  viewers: readonly Readonly<{ key: string; title: string; isChosen: boolean }>[],
  frame: ShownFrame | undefined,
  frames: readonly string[],
): View => ({
  title: file.name,
  scripts: ['plugins/plugin-host.js'],
  styles: ['plugins/plugins.css'],
  frames,
  body: html`<header class="page-head"><div><h1>${file.name}</h1><p class="quiet">${file.type} · ${file.content}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${safeUrl(file.data)}" download>${icon('download')} ${page.t('Download')}</a></div>
    </header>
    ${viewers.length > 1 && choice(page, file, viewers)}
    ${frame ? pluginFrame(page, frame) : html`<p class="empty">${page.t('No plugin can show such a file.')}</p>`}`,
})

const choice = (
  page: Page,
  file: ShownFile,
  viewers: readonly Readonly<{ key: string; title: string; isChosen: boolean }>[],
): Html =>
  html`<nav aria-label="${page.t('Shown by')}"><ul class="nav nav-pills mb-3">${viewers.map(
    ({
      key,
      title,
      isChosen,
    }) => html`<li class="nav-item"><a class="nav-link${isChosen && ' active'}"${isChosen && html` aria-current="page"`}
      href="${links.show({ ...file, with: key })}">${title}</a></li>`,
  )}</ul></nav>`
