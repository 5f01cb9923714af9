// @ts-check
// Lists the connectors, and edits one: each aspect is saved by itself, as other programs do it.

const place = /** @type {HTMLElement} */ (document.getElementById('connectors'))
const root = new URL('../', window.location.href)
const { searchParams } = new URL(window.location.href)

/** @type {Readonly<Record<string, string>>} */
const german = {
  Description: 'Beschreibung',
  'Base address': 'Grundadresse',
  'Such as https://api.example.org/v1': 'Etwa https://api.example.org/v1',
  'Address of its OpenAPI description': 'Adresse seiner OpenAPI-Beschreibung',
  'For whoever reads this; it may be empty.': 'Für alle, die das lesen; darf leer sein.',
  'Address of the endpoint': 'Adresse des Endpunkts',
  'Behind the base address, such as /places/{place}': 'Hinter der Grundadresse, etwa /places/{place}',
  Method: 'Methode',
  Variables: 'Variablen',
  'Fields of the form: [{"name": "place", "type": "string", "title": "Place", "required": true}]; types are string, text, number, integer and data.':
    'Felder des Formulars: [{"name": "place", "type": "string", "title": "Ort", "required": true}]; Arten sind string, text, number, integer und data.',
  'What stands in the address': 'Was in der Adresse steht',
  Query: 'Abfrage',
  '{"days": "{{ days }}"}; what is empty is left out.': '{"days": "{{ days }}"}; Leeres bleibt weg.',
  Headers: 'Kopfzeilen',
  'A line each, such as Accept: application/json': 'Je eine Zeile, etwa Accept: application/json',
  Body: 'Inhalt',
  'A template; with files, fields such as a=1&b=2.': 'Eine Vorlage; mit Dateien Felder wie a=1&b=2.',
  Files: 'Dateien',
  Results: 'Ergebnisse',
  'Published connectors': 'Veröffentlichte Anbindungen',
  'None yet. A published connector is a plugin like any other.':
    'Noch keine. Eine veröffentlichte Anbindung ist ein Plugin wie jedes andere.',
  'Connectors being made': 'Anbindungen in Arbeit',
  'None. Give a new one a name above.': 'Keine. Gib oben einer neuen einen Namen.',
  Open: 'Öffnen:',
  Remove: 'Entfernen:',
  'Really remove': 'Wirklich für immer entfernen:',
  'Not published.': 'Nicht veröffentlicht.',
  'Published as version': 'Veröffentlicht als Version',
  'Take it back': 'Zurücknehmen',
  'It is not in the list any more.': 'Sie steht nicht mehr in der Liste.',
  'Publish it': 'Veröffentlichen',
  'It stands in the list of plugins now.': 'Sie steht jetzt in der Liste der Plugins.',
  'What is published stands: take it back to change it.':
    'Was veröffentlicht ist, steht: Nimm es zurück, um es zu ändern.',
  'All connectors': 'Alle Anbindungen',
  Save: 'Speichern:',
  'Saved.': 'Gespeichert.',
}

/** In the language of the page. */
const say = (/** @type {string} */ text) =>
  document.documentElement.lang.startsWith('de') ? (german[text] ?? text) : text

/** @typedef {{ name: string, connector_id: string }} Entry */
/** @typedef {Record<string, any>} Connector */

/** Key on the wire, field of the connector, label, what it is about, how it is filled in. */
const aspects = /** @type {const} */ ([
  ['name', 'name', 'Name', '', 'line'],
  ['description', 'description', 'Description', '', 'text'],
  ['base-url', 'baseUrl', 'Base address', 'Such as https://api.example.org/v1', 'line'],
  [
    'openapi-spec',
    'openapiSpecUrl',
    'Address of its OpenAPI description',
    'For whoever reads this; it may be empty.',
    'line',
  ],
  [
    'endpoint-url',
    'endpointUrl',
    'Address of the endpoint',
    'Behind the base address, such as /places/{place}',
    'line',
  ],
  ['endpoint-method', 'endpointMethod', 'Method', '', 'method'],
  [
    'variables',
    'variables',
    'Variables',
    'Fields of the form: [{"name": "place", "type": "string", "title": "Place", "required": true}]; types are string, text, number, integer and data.',
    'json',
  ],
  ['endpoint-variables', 'endpointVariables', 'What stands in the address', '{"place": "{{ place }}"}', 'json'],
  [
    'endpoint-query-variables',
    'endpointQueryVariables',
    'Query',
    '{"days": "{{ days }}"}; what is empty is left out.',
    'json',
  ],
  ['request-headers', 'requestHeaders', 'Headers', 'A line each, such as Accept: application/json', 'text'],
  ['request-body', 'requestBody', 'Body', 'A template; with files, fields such as a=1&b=2.', 'text'],
  [
    'request-files',
    'requestFiles',
    'Files',
    '[{"source": "{{ file }}", "formFieldName": "upload", "contentType": "text/plain"}]',
    'json',
  ],
  [
    'response-mapping',
    'responseMapping',
    'Results',
    '[{"name": "answer.json", "dataType": "entity/list", "contentType": "application/json", "data": "{{ response.json | tojson }}"}]',
    'json',
  ],
])

/** @param {string} path @param {RequestInit} [options] */
async function ask(path, options = {}) {
  const url = new URL(path, root)
  const ticket = searchParams.get('ticket')
  if (ticket !== null) url.searchParams.set('ticket', ticket)
  const answer = await fetch(url, options)
  const body = answer.status === 204 ? null : await answer.json().catch(() => ({}))
  if (answer.ok) return body
  const wrong = Object.values(body?.errors?.json ?? {}).flat()
  throw new Error(wrong.length > 0 ? wrong.join('; ') : (body?.message ?? `The answer was ${answer.status}.`))
}

/**
 * @param {string} tag @param {Record<string, string>} attributes @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** @param {string} text @param {() => Promise<void>} act @param {HTMLElement} said */
function button(text, act, said) {
  const made = element('button', { type: 'button' }, text)
  made.addEventListener('click', () => void attempt(act, said))
  return made
}

/** @param {() => Promise<void>} act @param {HTMLElement} said */
async function attempt(act, said) {
  try {
    await act()
  } catch (error) {
    tell(said, 'wrong', error instanceof Error ? error.message : String(error))
  }
}

/** @param {HTMLElement} said @param {'right' | 'wrong'} kind @param {string} text */
function tell(said, kind, text) {
  said.dataset.kind = kind
  said.textContent = text
  measure()
}

function measure() {
  const { _qhana_microfrontend_state: state, monitorHeightChanges } = /** @type {any} */ (window)
  if (state) monitorHeightChanges(state)
}

const saidLine = () => element('p', { class: 'said', role: 'status' })

/** @param {Node[]} nodes */
function put(...nodes) {
  place.replaceChildren(...nodes)
  measure()
}

async function showList() {
  const { services, ongoing } = await ask('wip-connectors/')
  const said = saidLine()
  put(
    element('h2', {}, say('Published connectors')),
    listOf(services, said, say('None yet. A published connector is a plugin like any other.')),
    element('h2', {}, say('Connectors being made')),
    listOf(ongoing, said, say('None. Give a new one a name above.')),
    said,
  )
}

/** @param {Entry[]} entries @param {HTMLElement} said @param {string} nothing */
function listOf(entries, said, nothing) {
  if (entries.length === 0) return element('p', { class: 'qhana-about' }, nothing)
  const items = entries.map(({ name, connector_id: id }) =>
    element(
      'li',
      {},
      element('strong', {}, name),
      button(`${say('Open')} ${name}`, () => showConnector(id), said),
      removal(id, name, said),
    ),
  )
  return element('ul', {}, ...items)
}

/** Asks back by its own words: a page in a frame may open no question. @param {string} id @param {string} name @param {HTMLElement} said */
function removal(id, name, said) {
  let isSure = false
  const made = button(
    `${say('Remove')} ${name}`,
    async () => {
      if (isSure) {
        await ask(`wip-connectors/${id}/`, { method: 'DELETE' })
        return showList()
      }
      isSure = true
      made.textContent = `${say('Really remove')} ${name}`
    },
    said,
  )
  return made
}

/** @param {string} id */
async function showConnector(id) {
  draw(id, await ask(`wip-connectors/${id}/`), '')
}

/** @param {string} id @param {Connector} connector @param {string} news */
function draw(id, connector, news) {
  const said = saidLine()
  const state = connector.isDeployed ? `${say('Published as version')} ${connector.version}.` : say('Not published.')
  const act = connector.isDeployed
    ? button(say('Take it back'), () => change(id, 'undeploy', say('It is not in the list any more.')), said)
    : button(say('Publish it'), () => change(id, 'deploy', say('It stands in the list of plugins now.')), said)
  const fields = connector.isDeployed
    ? [element('p', { class: 'qhana-about' }, say('What is published stands: take it back to change it.'))]
    : aspects.map((aspect) => aspectForm(id, connector, aspect))
  put(
    element('h2', {}, connector.name),
    element('p', {}, state),
    element('div', { class: 'acts' }, button(say('All connectors'), showList, said), act),
    said,
    ...fields,
  )
  if (news) tell(said, 'right', news)
}

/** @param {string} id @param {string} key @param {string} news */
async function change(id, key, news) {
  draw(id, await save(id, key, ''), news)
}

/** @param {string} id @param {string} key @param {string} value */
const save = (id, key, value) =>
  ask(`wip-connectors/${id}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key, value }),
  })

/** @param {string} id @param {Connector} connector @param {typeof aspects[number]} aspect */
function aspectForm(id, connector, [key, field, label, about, kind]) {
  const inputId = `aspect-${key}`
  const input = /** @type {HTMLInputElement} */ (control(kind, inputId))
  input.value = kind === 'json' ? JSON.stringify(connector[field], null, 2) : connector[field]
  const said = saidLine()
  const form = element(
    'form',
    {},
    element('label', { class: 'qhana-form-label', for: inputId }, say(label)),
    input,
    element('p', { class: 'qhana-input-description', id: `${inputId}-description` }, say(about)),
    element('button', { type: 'submit' }, `${say('Save')} ${say(label)}`),
    said,
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void attempt(async () => {
      await save(id, key, input.value)
      tell(said, 'right', say('Saved.'))
    }, said)
  })
  return form
}

/** @param {string} kind @param {string} id */
function control(kind, id) {
  const common = { id, class: 'qhana-form-input', autocomplete: 'off', 'aria-describedby': `${id}-description` }
  if (kind === 'line') return element('input', { ...common, type: 'text' })
  if (kind !== 'method')
    return element('textarea', { ...common, rows: kind === 'json' ? '5' : '3', spellcheck: 'false' })
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
  return element('select', common, ...methods.map((method) => element('option', { value: method }, method)))
}

/** The form above begins a connector; without this script it does so as a task. */
function takeOverForm() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form.qhana-form'))
  const said = saidLine()
  form?.append(said)
  form?.addEventListener(
    'submit',
    (event) => {
      const { submitter } = /** @type {SubmitEvent} */ (event)
      if (/** @type {HTMLElement | null} */ (submitter)?.dataset.target !== 'api') return
      event.preventDefault()
      event.stopImmediatePropagation()
      void attempt(async () => {
        const body = new URLSearchParams({ apiName: String(new FormData(form).get('apiName') ?? '').trim() })
        const { connector_id: id } = await ask('wip-connectors/', { method: 'POST', body })
        form.reset()
        await showConnector(id)
      }, said)
    },
    { capture: true },
  )
}

takeOverForm()
const wanted = searchParams.get('connector')
attempt(() => (wanted === null ? showList() : showConnector(wanted)), place)
