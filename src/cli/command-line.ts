import { Command, CommanderError } from 'commander'
import { type Config, ConfigError, readConfig } from '../config.ts'
import type { Commands, Shell } from '../platform/app.ts'
import { type ErrorKind, UserError } from '../platform/errors.ts'
import { openShell } from './shell.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** 0 ok, 1 found something or failed, 2 wrong use, 3 refused. */
type ExitCode = 0 | 1 | 2 | 3

const wrongUse: readonly ErrorKind[] = ['invalid', 'malformed', 'unsupported', 'too-large']
const failed: readonly ErrorKind[] = ['not-found', 'gone']

/** Runs one command and answers its exit code; a person's mistake is one sentence on stderr, never a stack. */
export async function runCommandLine(argv: readonly string[], environment: Environment): Promise<number> {
  const wantsJson = argv.includes('--json')
  try {
    const config = readConfig(environment)
    return await runCommand(argv, environment, config)
  } catch (error) {
    return await complain(error, wantsJson)
  }
}

async function runCommand(argv: readonly string[], environment: Environment, config: Config): Promise<number> {
  const shell = openShell(config, argv.includes('--json'))
  try {
    const program = await buildProgram(argv, environment, shell)
    await program.parseAsync([...argv])
    return shell.exitCode()
  } finally {
    await shell.close()
  }
}

/** One command is built and no other, which would only cost it time and memory; all of them for who asks what there is. */
export async function buildProgram(argv: readonly string[], environment: Environment, shell: Shell): Promise<Command> {
  const program = new Command('lyceum')
    .description('A science gateway that a research group runs itself.')
    .option('--json', 'print results as JSON')
    .showHelpAfterError('Try --help.')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  const word = argv.slice(2).find((argument) => !argument.startsWith('-'))
  for (const load of await loadersOf(word, ownCommands(environment))) (await load())(program, shell)
  inheritSettings(program)
  return program
}

/** The commands of the command line itself; those of the parts follow them. */
const ownCommands = (environment: Environment): Commands => ({
  serve: async () => (await import('./serve.ts')).addServe(environment),
  migrate: async () => (await import('./migrate.ts')).addMigrate,
  config: async () => (await import('./config.ts')).addConfig(environment),
})

async function loadersOf(word: string | undefined, own: Commands): Promise<Iterable<Commands[string]>> {
  if (word !== undefined && own[word]) return [own[word]]
  const { parts } = await import('../parts.ts')
  const all: Commands = Object.assign({ ...own }, ...parts.map(({ commands }) => commands))
  return word !== undefined && all[word] ? [all[word]] : new Set(Object.values(all))
}

/** Every command, however deep, takes `--json` and answers mistakes the same way. */
function inheritSettings(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    if (!child.options.some((option) => option.long === '--json')) child.option('--json', 'print the result as JSON')
    inheritSettings(child)
  }
}

async function complain(error: unknown, wantsJson: boolean): Promise<ExitCode> {
  const { code, message, exitCode } = await describe(error)
  if (message) process.stderr.write(wantsJson ? `${JSON.stringify({ code, message })}\n` : `${message}\n`)
  return exitCode
}

async function describe(error: unknown): Promise<{ code: string; message: string; exitCode: ExitCode }> {
  if (error instanceof CommanderError) {
    const isHelp = error.exitCode === 0
    return { code: error.code, message: isHelp ? '' : error.message, exitCode: isHelp ? 0 : 2 }
  }
  if (error instanceof ConfigError) return { code: 'config.invalid', message: error.message, exitCode: 2 }
  const mistake = error instanceof UserError ? error : await ofDatabase(error)
  if (!mistake) throw error
  const sentences = [mistake.message, ...mistake.fields.map((field) => `${field.path}: ${field.message}`)]
  return { code: mistake.code, message: sentences.join('\n'), exitCode: exitCodeOf(mistake.kind) }
}

const ofDatabase = async (error: unknown): Promise<UserError | undefined> =>
  (await import('../platform/database/failures.ts')).databaseFailure(error)

function exitCodeOf(kind: ErrorKind): ExitCode {
  if (wrongUse.includes(kind)) return 2
  return failed.includes(kind) ? 1 : 3
}
