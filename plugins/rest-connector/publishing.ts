import type { VirtualPlugin } from '../../src/apps/plugins/sdk/context.ts'
import { dataUrl, type Field, integer, number, text } from '../../src/apps/plugins/sdk/fields.ts'
import type { Connector } from './connector.ts'

/** The plugin that a connector is published as: its variables are the fields of the form. */
export function pluginOf(id: string, connector: Connector): VirtualPlugin {
  const fields = connector.variables.map((variable) => [variable.name, fieldOf(variable)] as const)
  const ofType = (isData: boolean) =>
    Object.fromEntries(fields.filter(([, { kind }]) => (kind === 'dataUrl') === isData))
  return {
    name: id,
    version: versionOf(connector),
    title: connector.name,
    description: connector.description,
    type: 'processing',
    tags: connector.tags,
    inputs: ofType(true),
    parameters: ofType(false),
    outputs: connector.responseMapping.map(({ dataType, contentType }) => ({
      dataType,
      contentType: [contentType],
      required: true,
    })),
  }
}

export const versionOf = ({ version }: Connector): string => `v${version}`

function fieldOf({
  name,
  type,
  title,
  description,
  required,
  defaultValue,
  dataType,
  contentType,
}: Connector['variables'][number]): Field<unknown> {
  const common = { label: title || name, description, required }
  if (type === 'data') return dataUrl({ ...common, dataType, contentType: contentType.split(/\s+/) })
  if (type === 'text') return text({ ...common, widget: 'textarea', default: defaultValue })
  if (type === 'string') return text({ ...common, default: defaultValue })
  const usual = defaultValue.trim() === '' ? Number.NaN : Number(defaultValue)
  const given = Number.isFinite(usual) ? { default: usual } : {}
  return type === 'integer' ? integer({ ...common, ...given }) : number({ ...common, ...given })
}
