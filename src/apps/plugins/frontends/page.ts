import { attributes, type Html, html, trusted } from '../../../platform/web/html.ts'
import { markdown } from '../../../platform/web/markdown.ts'
import type { runnerLinks } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import type { FormDescription } from '../loading/description.ts'
import type { Fields } from '../sdk/fields.ts'
import type { Sent } from '../sdk/values.ts'
import { fieldGroup } from './fields.ts'
import { translatedError, translatedFields, type Words } from './words.ts'

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
  words: Words
}>

/** The micro frontend: an ordinary form, which a script joins to the window around it where there is one. */
export function frontendPage(shown: ShownForm): Html {
  const { plugin, form, assets, isDone, words } = shown
  const title = words.say(shown.title)
  return html`<!doctype html>
<html lang="${words.language}">
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
  ${form.help === undefined ? html`<p class="qhana-about">${words.say(plugin.description)}</p>` : help(shown, form.help)}
  ${isDone ? html`<p class="qhana-done-note" role="status">${words.t('This step was filled in already.')}</p>` : formOf(shown)}
  ${
    // From the plugin's own code, which its installer trusts; the policy of the page keeps scripts out of it.
    shown.html !== undefined && trusted(shown.html)
  }
  ${
    form.view !== undefined &&
    html`<section class="qhana-view" aria-label="${title}" tabindex="0" data-view="${assets.below(plugin.identifier, form.view)}"
    data-away="${words.t('Nothing could be fetched. Change a value to try again.')}" data-refused="${words.t('This cannot be shown.')}"></section>`
  }
</main>
</body>
</html>`
}

const pluginFile = ({ assets, plugin }: ShownForm, name: string): string =>
  assets.below(plugin.identifier, `static/${name}`)

function help({ form, basePath, examplePath, ticket, words }: ShownForm, text: string): Html {
  const { t, say, language } = words
  const query = new URLSearchParams({
    ...form.example,
    ...(ticket !== undefined && { ticket }),
    ...languageQuery(language),
  })
  return html`<details class="qhana-help">
    <summary>${t('Help')}</summary>
    ${markdown(say(text).trim())}
    ${form.example && html`<p><a href="${basePath}${examplePath}?${query.toString()}">${t('Fill in an example')}</a></p>`}
  </details>`
}

function formOf({ sent, errors, isChecked, processHref, submitLabel, buttons, words, ...shown }: ShownForm): Html {
  const { t, say } = words
  const fields = translatedFields(shown.fields, words)
  const names = Object.keys(fields)
  return html`<form class="qhana-form" method="post" action="" data-target="microfrontend" enctype="multipart/form-data">
    ${names.length === 0 && html`<p class="qhana-about">${t('There is nothing to fill in.')}</p>`}
    ${Object.entries(fields).map(([name, field]) => {
      const wrong = (errors[name] ?? []).map((error) => (words.language === 'en' ? error : translatedError(error, t)))
      return fieldGroup(name, field, sent[name], wrong, t)
    })}
    <div class="qhana-form-buttons">
      ${isChecked && html`<p class="qhana-valid" role="status"><span aria-hidden="true">✓</span> ${t('All of this can be taken.')}</p>`}
      <button class="qhana-form-submit qhana-validate" type="submit" data-target="microfrontend">${t('Validate')}</button>
      <button class="qhana-form-submit" type="submit" data-target="api" formaction="${processHref}">${submitLabel === undefined ? t('Submit') : say(submitLabel)}</button>
      ${buttons.map(
        ({ label, href, withoutFields }) =>
          html`<button${attributes({ class: 'qhana-form-submit', type: 'submit', 'data-target': 'api', formaction: href, formnovalidate: withoutFields })}>${say(label)}</button>`,
      )}
    </div>
  </form>`
}

/** The language goes on with the page where it is not the usual one. */
export const languageQuery = (language: Words['language']): Record<string, string> =>
  language === 'en' ? {} : { lang: language }
