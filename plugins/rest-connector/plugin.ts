import { z } from 'zod'
import { text } from '../../src/apps/plugins/sdk/fields.ts'
import {
  definePlugin,
  type EndpointContext,
  type EndpointResponse,
  PluginError,
} from '../../src/apps/plugins/sdk/plugin.ts'
import { callConnector } from './calling.ts'
import { type Connector, changed, isAspect, newConnector } from './connector.ts'
import { addConnector, findConnector, keyOf, listConnectors, removeConnector } from './keeping.ts'
import { pluginOf, versionOf } from './publishing.ts'

const Change = z.object({ key: z.string(), value: z.string(), nextStep: z.string().max(100).optional() })
const NewName = z.object({ apiName: z.string().trim().min(1).max(200) })

export default definePlugin({
  name: 'rest-connector',
  version: 'v0.1.1',
  title: 'REST connector',
  description: 'Turns an address of a web service into a plugin of its own, without a line of code.',
  type: 'interaction',
  tags: ['rest'],
  uiPath: 'wip-connectors-ui/',
  links: { connectors: 'wip-connectors/' },
  help: `
Describe how a service is asked: its address, what stands in it, headers and body, and which parts of the answer are
kept. Templates put in values: \`{{ name }}\` is a variable, \`{{ response.json.items[0].title }}\` a part of the
answer; there are \`{% for one in list %}…{% endfor %}\`, \`{% if value %}…{% endif %}\` and filters such as
\`tojson\`, \`urlencode\`, \`join(", ")\`. A published connector stands in the list of plugins.

Whoever may run plugins here can see and change every connector: put no secret into one.
`,
  parameters: {
    apiName: text({ label: 'Name of a new connector', required: true, minLength: 1, maxLength: 200 }),
  },
  html: '<section id="connectors" aria-label="Connectors"></section>',
  scripts: ['connectors.js'],
  styles: ['connectors.css'],
  outputs: [],
  endpoints: [
    {
      method: 'GET',
      path: 'wip-connectors/',
      summary: 'All connectors',
      handle: (_request, context) => listAll(context),
    },
    {
      method: 'POST',
      path: 'wip-connectors/',
      summary: 'Begins a connector (form field apiName)',
      handle: async ({ body }, context) => {
        const asked = NewName.safeParse(body)
        if (!asked.success) return invalid({ apiName: ['Missing data for required field.'] })
        const connector = newConnector(asked.data.apiName)
        return { body: entryOf(context, await addConnector(context.state, connector), connector) }
      },
    },
    {
      method: 'GET',
      path: 'wip-connectors-ui/:connector/',
      summary: 'The page that edits a connector',
      handle: async ({ params: { connector: id = '' }, query: { ticket } }, context) => {
        if (!(await findConnector(context.state, id))) return notFound
        const query = new URLSearchParams({ connector: id, ...(ticket !== undefined && { ticket }) })
        return { status: 302, location: `${context.plugin.url}wip-connectors-ui/?${query}` }
      },
    },
    {
      method: 'GET',
      path: 'wip-connectors/:connector/',
      summary: 'One connector',
      handle: async ({ params: { connector: id = '' } }, { state }) => {
        const connector = await findConnector(state, id)
        return connector ? { body: connector } : notFound
      },
    },
    {
      method: 'POST',
      path: 'wip-connectors/:connector/',
      summary: 'Changes one aspect of a connector, publishes it or takes it back',
      handle: async ({ params: { connector: id = '' }, body }, context) => {
        const asked = Change.safeParse(body)
        const connector = await findConnector(context.state, id)
        if (!connector) return notFound
        if (!asked.success) return invalid({ key: ['Missing data for required field.'] })
        return change(context, id, connector, asked.data)
      },
    },
    {
      method: 'DELETE',
      path: 'wip-connectors/:connector/',
      summary: 'Removes a connector',
      handle: async ({ params: { connector: id = '' } }, context) => {
        const connector = await findConnector(context.state, id)
        if (!connector) return notFound
        await withdraw(context, id, connector)
        await removeConnector(context.state, id)
        return { status: 204 }
      },
    },
    {
      method: 'GET',
      path: 'connectors/:connector/',
      summary: 'The plugin that a connector is published as',
      handle: async ({ params: { connector: id = '' } }, context) => {
        const found = (await context.virtual.list()).findLast(({ name }) => name === id)
        return found ? { status: 302, location: found.href } : notFound
      },
    },
  ],
  async run({ state, plugin }, { apiName }) {
    const id = await addConnector(state, newConnector(apiName))
    return `The connector is at ${plugin.url}wip-connectors-ui/${id}/`
  },
  async runVirtual(context, values, { name }) {
    const connector = await findConnector(context.state, name)
    if (!connector?.isDeployed) throw new PluginError('This connector is not published any more.')
    return callConnector(context, connector, values)
  },
})

const notFound: EndpointResponse = { status: 404, body: { code: 404, message: 'There is no such connector.' } }

const refused = (status: number, message: string): EndpointResponse => ({ status, body: { code: status, message } })

const invalid = (errors: Readonly<Record<string, readonly string[]>>): EndpointResponse => ({
  status: 422,
  body: { code: 422, status: 'Unprocessable Entity', errors: { json: errors } },
})

const entryOf = ({ plugin }: EndpointContext, id: string, { name, isDeployed }: Connector) => ({
  name,
  connector_id: id,
  href: `${plugin.url}${isDeployed ? 'connectors' : 'wip-connectors'}/${id}/`,
  ui_href: `${plugin.url}wip-connectors-ui/${id}/`,
})

async function listAll(context: EndpointContext): Promise<EndpointResponse> {
  const services: ReturnType<typeof entryOf>[] = []
  const ongoing: ReturnType<typeof entryOf>[] = []
  for (const id of await listConnectors(context.state)) {
    const connector = await findConnector(context.state, id)
    if (connector) (connector.isDeployed ? services : ongoing).push(entryOf(context, id, connector))
  }
  return { body: { services, ongoing } }
}

async function change(
  context: EndpointContext,
  id: string,
  connector: Connector,
  { key, value, nextStep }: z.output<typeof Change>,
): Promise<EndpointResponse> {
  if (key === 'cancel') return refused(501, 'There is nothing that could be cancelled.')
  if (key === 'undeploy') return keep(context, id, await withdraw(context, id, connector))
  if (connector.isDeployed) return refused(400, 'A published connector has to be taken back before it is changed.')
  if (key === 'deploy') return deploy(context, id, connector)
  if (!isAspect(key)) return invalid({ key: ['Not a valid choice.'] })
  try {
    return await keep(context, id, changed(connector, key, value, nextStep))
  } catch (error) {
    if (error instanceof z.ZodError)
      return invalid({ value: error.issues.map(({ path, message }) => [...path, message].join(' ')) })
    throw error
  }
}

async function keep({ state }: EndpointContext, id: string, connector: Connector): Promise<EndpointResponse> {
  await state.set(keyOf(id), connector)
  return { body: connector }
}

/** Each time with a new version: clients keep what they know of an old one. */
async function deploy(context: EndpointContext, id: string, connector: Connector): Promise<EndpointResponse> {
  if (connector.baseUrl === '') return refused(400, 'The connector has no base address yet.')
  const next = { ...connector, version: connector.version + 1, isDeployed: true }
  await context.virtual.publish(pluginOf(id, next))
  return keep(context, id, next)
}

async function withdraw({ virtual }: EndpointContext, id: string, connector: Connector): Promise<Connector> {
  if (connector.isDeployed) await virtual.withdraw({ name: id, version: versionOf(connector) })
  return { ...connector, isDeployed: false }
}
