import type { Command } from 'commander'
import type { Shell } from '../../../platform/app.ts'
import { UserError } from '../../../platform/errors.ts'
import { type KnownPlugin, loadCatalogue } from '../loading/catalogue.ts'
import { readInstalled } from '../loading/installed.ts'
import type { FieldSpec } from '../sdk/fields.ts'
import { fieldsOf } from '../tasks/starting.ts'

/** `list` and `show`. */
export function addListing(plugins: Command, shell: Shell): void {
  plugins
    .command('list')
    .description('list all plugins, what is installed, and what could not be loaded')
    .action(async () => {
      const { plugins, errors } = await loadCatalogue(shell.config)
      const installed = await readInstalled(shell.config).catch(() => [])
      const known = plugins.map(({ identifier, name, version, title, type, tags }) => ({
        ...{ identifier, name, version, title, type, tags },
      }))
      shell.print({ plugins: known, installed, errors }, (found) =>
        [
          ...found.plugins.map(({ identifier, type, title }) => `${identifier}  ${type}  ${title}`),
          ...found.installed.map(({ folder, origin, pinned }) => `installed: ${folder} from ${origin} (${pinned})`),
          ...found.errors.map(({ file, reason }) => `not loaded: ${file}: ${reason}`),
        ].join('\n'),
      )
      if (errors.length > 0) shell.foundSomething()
    })

  plugins
    .command('show')
    .description('what a plugin asks for, makes and needs')
    .argument('<identifier>', 'as "plugins list" shows it')
    .action(async (identifier: string) => {
      const plugin = (await loadCatalogue(shell.config)).find(identifier)
      if (!plugin) throw new UserError('not-found', 'plugins.unknown', `There is no plugin ${identifier}.`)
      shell.print(plugin, (shown) => wordsOf(shown).join('\n'))
    })
}

function wordsOf(plugin: KnownPlugin): string[] {
  const { identifier, title, description, outputs, limits, needs, file, citation } = plugin
  const fields = Object.entries(fieldsOf(plugin))
  return [
    `${identifier}: ${title}`,
    ...(description === '' ? [] : [description]),
    ...fields.map(([name, field]) => `  ${name}  ${aboutField(field)}`),
    ...outputs.map(
      ({ name, dataType, contentType }) => `makes: ${name ?? '…'}  ${dataType}  ${contentType.join(', ')}`,
    ),
    ...(needs.length > 0 ? [`needs: ${needs.join(', ')}`] : []),
    ...Object.entries(limits).map(([name, value]) => `limit: ${name} ${value}`),
    ...(citation === undefined ? [] : [`cite: ${citation}`]),
    `file: ${file}`,
  ]
}

/** Such as `integer, 1 to 9, 3 by default: Starts`. */
function aboutField({ kind, label, required, default: fallback, min, max, options }: FieldSpec): string {
  const range = min === undefined && max === undefined ? [] : [`${min ?? '…'} to ${max ?? '…'}`]
  const among = options === undefined ? [] : [`one of ${options.map(([value]) => value).join(', ')}`]
  const usual = fallback === undefined ? [] : [`${JSON.stringify(fallback)} by default`]
  return `${[kind, ...(required ? ['required'] : []), ...range, ...among, ...usual].join(', ')}: ${label}`
}
