import { attributes, type Html, html, trusted } from '../../../platform/web/html.ts'
import { markdown } from '../../../platform/web/markdown.ts'
import type { runnerLinks } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import type { FormDescription } from '../loading/description.ts'
import type { Fields } from '../sdk/fields.ts'
import type { Sent } from '../sdk/values.ts'
import { fieldGroup } from './fields.ts'

/** Everything that a plugin's page shows. */
export type ShownForm = Readonly<{
  plugin: KnownPlugin
  title: string
  form: FormDescription
  fields: Fields
  /** What the address or the form brought. */
  sent: Sent
  errors: Readonly<Record<string, readonly string[]>>
  /** The form was sent to be checked, and nothing is wrong with it. */
  isChecked: boolean
  /** HTML of the plugin's own. */
  html: string | undefined
  /** The step was filled in already. */
  isDone?: boolean
  processHref: string
  /** Words on the first button; default “Submit”. */
  submitLabel?: string
  /** Those besides the first one. */
  buttons: readonly Readonly<{ label: string; href: string; withoutFields: boolean }>[]
  assets: ReturnType<typeof runnerLinks>
  /** This page's own path below the runner, for links to itself. */
  examplePath: string
  basePath: string
  ticket: string | undefined
}>

/** The micro frontend: an ordinary form, which a script joins to the window around it where there is one. */
export function frontendPage(shown: ShownForm): Html {
  const { plugin, title, form, assets, isDone } = shown
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="stylesheet" href="${assets.asset('forms.css')}">
  ${form.styles.map((name) => html`<link rel="stylesheet" href="${pluginFile(shown, name)}">`)}
  <script src="${assets.asset('microfrontend.js')}" defer></script>
  ${form.view !== undefined && html`<script type="module" src="${assets.asset('view.js')}"></script>`}
  ${form.scripts.map((name) => html`<script type="module" src="${pluginFile(shown, name)}"></script>`)}
</head>
<body class="qhana-body">
<main class="qhana-microfrontend">
  <h1 class="qhana-title">${title}</h1>
  ${form.help === undefined ? html`<p class="qhana-about">${plugin.description}</p>` : help(shown, form.help)}
  ${isDone ? html`<p class="qhana-done-note" role="status">This step was filled in already.</p>` : formOf(shown)}
  ${
    // From the plugin's own code, which its installer trusts; the policy of the page keeps scripts out of it.
    shown.html !== undefined && trusted(shown.html)
  }
  ${form.view !== undefined && html`<section class="qhana-view" aria-label="${title}" tabindex="0" data-view="${assets.below(plugin.identifier, form.view)}"></section>`}
</main>
</body>
</html>`
}

const pluginFile = ({ assets, plugin }: ShownForm, name: string): string =>
  assets.below(plugin.identifier, `static/${name}`)

function help({ form, basePath, examplePath, ticket }: ShownForm, text: string): Html {
  const query = new URLSearchParams({ ...form.example, ...(ticket !== undefined && { ticket }) })
  return html`<details class="qhana-help">
    <summary>Help</summary>
    ${markdown(text.trim())}
    ${form.example && html`<p><a href="${basePath}${examplePath}?${query.toString()}">Fill in an example</a></p>`}
  </details>`
}

function formOf({ fields, sent, errors, isChecked, processHref, submitLabel, buttons }: ShownForm): Html {
  const names = Object.keys(fields)
  return html`<form class="qhana-form" method="post" action="" data-target="microfrontend" enctype="multipart/form-data">
    ${names.length === 0 && html`<p class="qhana-about">There is nothing to fill in.</p>`}
    ${Object.entries(fields).map(([name, field]) => fieldGroup(name, field, sent[name], errors[name] ?? []))}
    <div class="qhana-form-buttons">
      ${isChecked && html`<p class="qhana-valid" role="status"><span aria-hidden="true">✓</span> All of this can be taken.</p>`}
      <button class="qhana-form-submit qhana-validate" type="submit" data-target="microfrontend">Validate</button>
      <button class="qhana-form-submit" type="submit" data-target="api" formaction="${processHref}">${submitLabel ?? 'Submit'}</button>
      ${buttons.map(
        ({ label, href, withoutFields }) =>
          html`<button${attributes({ class: 'qhana-form-submit', type: 'submit', 'data-target': 'api', formaction: href, formnovalidate: withoutFields })}>${label}</button>`,
      )}
    </div>
  </form>`
}
