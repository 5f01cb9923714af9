import { form } from '../../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../../platform/web/html.ts'
import { icon, type Page } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import type { OfferedFile } from '../choosing.ts'
import type { Offered } from '../offering.ts'

/** What stands in a frame, and what may be chosen for it. */
export type ShownFrame = Readonly<{
  title: string
  address: string
  sandbox: string
  files: readonly OfferedFile[]
  plugins: readonly Offered[]
  themes: Readonly<{ light: string; dark: string }>
  /** Where what it submits is followed; null: its tasks are ours. */
  runsAt: string | null
  /** The run that this form belongs to; after it is sent, that run is shown. */
  run?: number
  /** It is there to look at, not to be filled in. */
  isPreview?: boolean
  /** Values of an earlier run to begin with, as JSON. */
  autofill?: string
}>

/** A plugin's page in a frame, with a bar that says how it does, and what may be chosen for its form. */
export function pluginFrame(page: Page, frame: ShownFrame): Html {
  const words = {
    'data-tasks': links.tasks(),
    'data-viewers': links.viewers(),
    'data-light-css': frame.themes.light,
    'data-dark-css': frame.themes.dark,
    'data-run': frame.run,
    'data-location': frame.isPreview === true ? 'data-preview' : 'workspace',
    'data-autofill': frame.autofill,
    'data-sending': page.t('It is being sent …'),
    'data-refused': page.t('Some of this cannot be taken as it is: see beside each field.'),
    'data-failed': page.t('The form could not be sent. Please load the page again, and try once more.'),
    'data-silent': page.t('The page of the plugin does not answer. Perhaps its runner is away; load the page again.'),
    'data-chosen': page.t('Chosen: {{name}}', { name: '%s' }),
  }
  return html`<section class="panel" data-plugin-host${attributes(words)}>
    <div class="plugin-bar">
      <p class="plugin-status" role="status" data-plugin-status hidden></p>
      <button type="button" class="btn btn-sm btn-outline-secondary" data-undo hidden>${icon('arrow-counterclockwise')} ${page.t('Undo')}</button>
    </div>
    <iframe class="plugin-frame" title="${frame.title}" sandbox="${frame.sandbox}" src="${frame.address}"></iframe>
    ${fileChoice(page, frame.files)}
    ${pluginChoice(page, frame.plugins)}
    ${preview(page)}
    ${frame.runsAt !== null && runForm(page, frame.runsAt)}
    <noscript>${page.t('Without scripts the plugin runs all the same; you find what came of it among your runs.')}</noscript>
  </section>`
}

/** Sent by the script when a plugin elsewhere has begun to work. */
const runForm = (page: Page, action: string): Html =>
  form(
    page,
    { action, class: 'd-none' },
    html`<input type="hidden" name="resultUrl"><input type="hidden" name="formData">`,
  )

const fileChoice = (
  page: Page,
  files: readonly OfferedFile[],
): Html => html`<dialog class="plugin-choice" data-files aria-label="${page.t('Choose a file')}">
    <h2>${page.t('Choose a file')}</h2>
    <ul>${files.map(({ href, name, dataType, contentType, from }) => {
      const known = { 'data-href': href, 'data-type': dataType, 'data-content': contentType, 'data-name': name }
      const origin = typeof from === 'number' ? page.t('run {{number}}', { number: from }) : from
      return html`<li><button type="button" class="btn btn-link"${attributes(known)}>${name}
        <small class="quiet">${dataType} · ${origin}</small></button></li>`
    })}</ul>
    <p data-nothing hidden>${page.t('None of your results fits here. Run a plugin that makes such a file, or give its address.')}</p>
    <button type="button" class="btn btn-outline-secondary">${page.t('Close')}</button>
  </dialog>`

const pluginChoice = (
  page: Page,
  plugins: readonly Offered[],
): Html => html`<dialog class="plugin-choice" data-plugins aria-label="${page.t('Choose a plugin')}">
    <h2>${page.t('Choose a plugin')}</h2>
    <ul>${plugins.map(({ url, name, version, title, tags, remote }) => {
      const known = { 'data-href': url, 'data-name': name, 'data-version': version, 'data-tags': tags.join(' ') }
      return html`<li><button type="button" class="btn btn-link"${attributes(known)}>${title}
        <small class="quiet">${name} ${version}${remote && ` · ${remote.host}`}</small></button></li>`
    })}</ul>
    <p data-nothing hidden>${page.t('No plugin fits here.')}</p>
    <button type="button" class="btn btn-outline-secondary">${page.t('Close')}</button>
  </dialog>`

const preview = (
  page: Page,
): Html => html`<dialog class="plugin-choice plugin-preview" data-preview aria-label="${page.t('Preview')}">
    <h2>${page.t('Preview')}</h2>
    <label class="form-label">${page.t('Shown by')} <select class="form-select" data-viewer></select></label>
    <div data-preview-frame></div>
    <p data-nothing hidden>${page.t('No plugin can show such a file.')}</p>
    <button type="button" class="btn btn-outline-secondary">${page.t('Close')}</button>
  </dialog>`
