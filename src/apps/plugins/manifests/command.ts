import type { FieldSpec, Fields } from '../sdk/fields.ts'
import { PluginError } from '../sdk/plugin.ts'
import type { Argument } from './manifest.ts'

/** What stands for a field in arguments: text, several texts for a list, or null where it was left out. */
export type Given = Readonly<Record<string, string | readonly string[] | null>>

type Parts = Readonly<{ command: readonly Argument[]; environment: Readonly<Record<string, string>> }>

const placeholder = /\{(\w+)\}/g
const namesIn = (text: string): string[] => [...text.matchAll(placeholder)].map(([, name = '']) => name)

/** What Linux takes as one argument. */
const longestArgument = 128 * 1024 - 1

/**
 * The arguments of a command, each as one text: nothing in a value can add an argument or reach a shell. A value that
 * begins with a dash would be read as an option where it stands alone, and is refused unless a `--` stands before it.
 *
 * @throws PluginError for such a value, and for one that no program can be given.
 */
export function argumentsOf(command: readonly Argument[], given: Given, fields: Fields): string[] {
  const made: string[] = []
  for (const argument of command.flatMap((one) => chosen(one, given))) {
    const [whole] = /^\{(\w+)\}$/.exec(argument) ? namesIn(argument) : []
    const value = whole === undefined ? undefined : given[whole]
    const texts = Array.isArray(value) ? value : [filled(argument, given)]
    const [first] = namesIn(argument)
    const isTyped = argument.startsWith('{') && first !== undefined && isTypable(fields[first])
    if (isTyped && !made.includes('--')) for (const text of texts) refuseOption(first, text)
    made.push(...texts)
  }
  for (const text of made) refuseUnfit(text)
  return made
}

/** The variables of a command. @throws PluginError for a value that no program can be given. */
export function environmentOf(environment: Parts['environment'], given: Given): Record<string, string> {
  const filledIn = Object.entries(environment).map(([name, text]) => [name, filled(text, given)] as const)
  for (const [, text] of filledIn) refuseUnfit(text)
  return Object.fromEntries(filledIn)
}

/** What an author got wrong, in sentences. */
export function mistakesOfCommand({ command, environment }: Parts, fields: Fields): string[] {
  const [program] = command
  const mistakes: string[] = []
  if (typeof program !== 'string' || namesIn(program).some((name) => name !== 'plugin'))
    mistakes.push('The program itself must be a text without fields: what is run is not for users to choose.')
  else if (/^(?!\/|\{plugin\}\/).*\//.test(program))
    mistakes.push('The program is named by its name alone, by {plugin}/…, or by a path that begins with /.')
  for (const { text, guard } of textsOf(command)) {
    for (const name of namesIn(text)) mistakes.push(...mistakesOfUse(name, guard, fields, 'command'))
  }
  for (const one of command)
    if (typeof one !== 'string' && !Object.hasOwn(fields, one.if))
      mistakes.push(`"if" names "${one.if}", which is no field.`)
  for (const text of Object.values(environment))
    for (const name of namesIn(text)) mistakes.push(...mistakesOfUse(name, name, fields, 'environment'))
  return mistakes
}

function mistakesOfUse(name: string, guard: string, fields: Fields, where: 'command' | 'environment'): string[] {
  if (name === 'plugin') return []
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (!field) return [`{${name}} is no field.`]
  if (field.isPrivate && where === 'command')
    return [`{${name}} is secret: everybody on the machine can read arguments. Give it in "environment".`]
  if (mayBeMissing(field) && guard !== name)
    return [`{${name}} may be left out: put its arguments into {"if": "${name}", "use": […]}.`]
  return []
}

const textsOf = (command: readonly Argument[]): { text: string; guard: string }[] =>
  command.flatMap((one) =>
    typeof one === 'string'
      ? [{ text: one, guard: '' }]
      : [...one.use.map((text) => ({ text, guard: one.if })), ...one.otherwise.map((text) => ({ text, guard: '' }))],
  )

const mayBeMissing = ({ required, default: fallback }: FieldSpec): boolean => !required && fallback === undefined

/** Numbers, choices and paths cannot be options: the author wrote them, or the house. */
const isTypable = (field: FieldSpec | undefined): boolean =>
  field !== undefined && (field.kind === 'text' || (field.kind === 'list' && field.item === 'text'))

const chosen = (argument: Argument, given: Given): readonly string[] => {
  if (typeof argument === 'string') return [argument]
  const value = given[argument.if]
  const isThere = value !== null && value !== undefined && value.length > 0 && value !== 'false'
  return isThere ? argument.use : argument.otherwise
}

const filled = (text: string, given: Given): string =>
  text.replace(placeholder, (_, name: string) => [given[name] ?? ''].flat().join(','))

function refuseOption(name: string, text: string): void {
  if (text.startsWith('-'))
    throw new PluginError(`The value of ${name} begins with "-", which the program would take for an option.`)
}

function refuseUnfit(text: string): void {
  if (text.includes('\0')) throw new PluginError('A value holds a character (NUL) that no program can be given.')
  if (Buffer.byteLength(text) > longestArgument)
    throw new PluginError('A value is longer than what a program can be given (128 KB); send it as a file.')
}
