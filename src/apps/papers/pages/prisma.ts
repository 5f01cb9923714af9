import { number } from '../../../platform/web/dates.ts'
import { attributes, type Html, html, nothing } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { Counted, Prisma } from '../prisma.ts'
import { reasonText } from './paper-parts.ts'

type ShownPrisma = Readonly<{
  prisma: Prisma
  /** Lists that can be chosen, newest first, and those that are. */
  lists: readonly Readonly<{ id: string; name: string }>[]
  chosen: readonly string[]
  tags: readonly string[]
  tag: string | null
  /** The query of this page, for its downloads. */
  query: string
}>

/** The flow of records from lists to full texts, as reviews report it. */
export const prismaPage = (page: Page, it: ShownPrisma): View => ({
  title: page.t('PRISMA counts'),
  styles: ['papers/papers.css', 'papers/prisma.css'],
  body: html`<header class="page-head"><div><h1>${page.t('PRISMA counts')}</h1>
      <p>${page.t('How many records came in, went out and were found, as the flow diagram of a systematic review asks (PRISMA 2020). Screening itself is yours: delete what is excluded, and tag what is included.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.prismaCsv(it.query)}" download>${icon('download')} CSV</a></div></header>
    ${choice(page, it)}
    ${flow(page, it)}`,
  api: `/api/v1/papers/prisma${it.query}`,
})

function choice(page: Page, { lists, chosen, tags, tag }: ShownPrisma): Html {
  const box = ({ id, name }: { id: string; name: string }): Html =>
    html`<div class="form-check"><input${attributes({ class: 'form-check-input', type: 'checkbox', id: `list-${id}`, name: 'list', value: id, checked: chosen.includes(id) })}> <label class="form-check-label" for="list-${id}">${name}</label></div>`
  const option = (value: string, text: string): Html =>
    html`<option${attributes({ value, selected: value === (tag ?? '') })}>${text}</option>`
  return html`<form class="panel prisma-choice" action="${links.prisma()}" method="get">
    ${lists.length > 0 && html`<fieldset><legend>${page.t('Only these lists')}</legend><div class="prisma-lists">${lists.map(box)}</div></fieldset>`}
    <div><label class="form-label" for="included-tag">${page.t('Tag of included papers')}</label>
      <select class="form-select" id="included-tag" name="tag">${option('', page.t('none'))}${tags.map((one) => option(one, one))}</select></div>
    <button type="submit" class="btn btn-primary">${page.t('Count')}</button></form>`
}

function flow(page: Page, { prisma: it }: ShownPrisma): Html {
  const before = [
    { label: page.t('rows that repeat a record'), count: it.repeated },
    { label: page.t('papers that people merged'), count: it.merged },
    { label: page.t('rows that could not be read'), count: it.unread },
  ]
  const reasons = it.notRetrieved.map(({ label, count }) => ({
    label: label === '' ? page.t('taken as they are, without a file') : reasonText(page, label),
    count,
  }))
  const identified = [...it.identified, { label: page.t('otherwise'), count: it.otherRecords }]
  return html`<ol class="prisma">
    ${stage(page.t('Identification'), box(page, page.t('Records identified'), total(identified), identified), box(page, page.t('Removed before screening'), total(before), before))}
    ${stage(page.t('Screening'), box(page, page.t('Records screened'), it.screened), box(page, page.t('Records excluded'), it.excluded))}
    ${stage(page.t('Retrieval'), box(page, page.t('Reports sought'), it.sought), box(page, page.t('Reports not retrieved'), total(reasons), reasons))}
    ${stage(page.t('Full text'), box(page, page.t('Reports retrieved'), it.retrieved), it.underWay > 0 ? box(page, page.t('Still to be looked for'), it.underWay) : nothing)}
    ${it.included !== null && stage(page.t('Included'), box(page, page.t('Papers with the tag'), it.included), nothing)}
  </ol>`
}

const stage = (title: string, left: Html, right: Html): Html =>
  html`<li class="prisma-stage"><h2>${title}</h2><div class="prisma-boxes">${left}${right.text !== '' && html`<span class="prisma-arrow" aria-hidden="true">${icon('arrow-right')}</span>${right}`}</div></li>`

function box(page: Page, title: string, count: number, parts: readonly Counted[] = []): Html {
  const shown = parts.filter((part) => part.count > 0)
  return html`<div class="panel prisma-box"><h3>${title} <strong>(n = ${number(page, count)})</strong></h3>
    ${shown.length > 0 && html`<ul>${shown.map((part) => html`<li>${part.label} (n = ${number(page, part.count)})</li>`)}</ul>`}</div>`
}

const total = (parts: readonly Counted[]): number => parts.reduce((sum, { count }) => sum + count, 0)
