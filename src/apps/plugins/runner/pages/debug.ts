import { type Html, html } from '../../../../platform/web/html.ts'
import type { Words } from '../../frontends/words.ts'
import type { runnerLinks } from '../../links.ts'
import { shell } from './shell.ts'

type Assets = ReturnType<typeof runnerLinks>
export type ShownRoute = Readonly<{ methods: string; path: string; about: string }>

export const debugPage = (assets: Assets, words: Words, base: string): Html => {
  const { t } = words
  return shell(assets, words, {
    title: t('Debugging'),
    body: html`<ul>
      <li><a href="${base}/debug/routes">${t('Addresses')}</a>: ${t('every address with its methods')}</li>
      <li><a href="${base}/debug/frontend-debugger">${t('Frontend debugger')}</a>: ${t('shows a plugin’s page, speaks to it, and writes down what it says')}</li>
      <li><a href="${base}/redoc/">API</a>, <a href="${base}/plugins/">${t('Plugins')}</a>, <a href="${base}/licenses/">${t('Licences')}</a></li>
    </ul>`,
  })
}

export const routesPage = (assets: Assets, words: Words, routes: readonly ShownRoute[]): Html =>
  shell(assets, words, {
    title: words.t('Addresses'),
    body: html`<table><thead><tr><th scope="col">${words.t('Methods')}</th><th scope="col">${words.t('Path')}</th><th scope="col">${words.t('What it is')}</th></tr></thead>
      <tbody>${routes.map(
        ({ methods, path, about }) =>
          html`<tr><td>${methods}</td><th scope="row"><code>${path}</code></th><td>${about}</td></tr>`,
      )}</tbody></table>`,
  })

/** A frame, what to say to it, and what it said. */
export const frontendDebuggerPage = (
  assets: Assets,
  words: Words,
  addresses: readonly string[],
  sandbox: string,
): Html => {
  const { t } = words
  return shell(assets, words, {
    title: t('Frontend debugger'),
    script: 'frontend-debugger.js',
    body: html`<form class="qhana-form" data-debugger>
        <label class="qhana-form-label" for="address">${t('Address of the page')}</label>
        <input class="qhana-form-input" id="address" type="url" list="addresses" autocomplete="off" required>
        <datalist id="addresses">${addresses.map((one) => html`<option value="${one}"></option>`)}</datalist>
        <div class="qhana-form-buttons"><button type="submit">${t('Open it')}</button></div>
      </form>
      <iframe class="runner-frame" title="${t('The page')}" sandbox="${sandbox}"></iframe>
      <form class="qhana-form" data-sender>
        <label class="qhana-form-label" for="template">${t('Message')}</label>
        <select class="qhana-form-input" id="template"></select>
        <label class="qhana-form-label" for="message">${t('As JSON')}</label>
        <textarea class="qhana-form-input" id="message" rows="6"></textarea>
        <p class="qhana-error-message" id="message-errors" aria-live="assertive"></p>
        <div class="qhana-form-buttons"><button type="submit">${t('Send')}</button></div>
      </form>
      <h2>${t('What the page said')}</h2>
      <button type="button" data-clear>${t('Clear')}</button>
      <ol class="runner-log" tabindex="0" aria-live="polite"></ol>`,
  })
}
