import { Command, CommanderError } from 'commander'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { databaseFailure } from '../platform/database/failures.ts'
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
    return complain(error, wantsJson)
  }
}

async function runCommand(argv: readonly string[], environment: Environment, config: Config): Promise<number> {
  const shell = openShell(config, argv.includes('--json'))
  try {
    const program = await buildProgram(argv, environment, config, shell)
    await program.parseAsync([...argv])
    return shell.exitCode()
  } finally {
    await shell.close()
  }
}

/** `serve` is built without the other commands, which would only cost it time and memory. */
async function buildProgram(
  argv: readonly string[],
  environment: Environment,
  config: Config,
  shell: ReturnType<typeof openShell>,
): Promise<Command> {
  const program = new Command('lyceum')
    .description('A science gateway that a research group runs itself.')
    .option('--json', 'print results as JSON')
    .showHelpAfterError('Try --help.')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  const { addServe } = await import('./serve.ts')
  addServe(program, environment)
  if (argv[2] === 'serve') return program

  const [{ addMigrate }, { addConfig }, { parts }] = await Promise.all([
    import('./migrate.ts'),
    import('./config.ts'),
    import('../compose.ts'),
  ])
  addMigrate(program, config, shell)
  addConfig(program, environment, shell)
  for (const part of parts) (await part.commands?.())?.(program, shell)
  inheritSettings(program)
  return program
}

/** Every command, however deep, takes `--json` and answers mistakes the same way. */
function inheritSettings(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    if (!child.options.some((option) => option.long === '--json')) child.option('--json', 'print the result as JSON')
    inheritSettings(child)
  }
}

function complain(error: unknown, wantsJson: boolean): ExitCode {
  const { code, message, exitCode } = describe(error)
  if (message) process.stderr.write(wantsJson ? `${JSON.stringify({ code, message })}\n` : `${message}\n`)
  return exitCode
}

function describe(thrown: unknown): { code: string; message: string; exitCode: ExitCode } {
  const error = databaseFailure(thrown) ?? thrown
  if (error instanceof CommanderError) {
    const isHelp = error.exitCode === 0
    return { code: error.code, message: isHelp ? '' : error.message, exitCode: isHelp ? 0 : 2 }
  }
  if (error instanceof ConfigError) return { code: 'config.invalid', message: error.message, exitCode: 2 }
  if (error instanceof UserError) {
    const sentences = [error.message, ...error.fields.map((field) => `${field.path}: ${field.message}`)]
    return { code: error.code, message: sentences.join('\n'), exitCode: exitCodeOf(error.kind) }
  }
  throw thrown
}

function exitCodeOf(kind: ErrorKind): ExitCode {
  if (wrongUse.includes(kind)) return 2
  return failed.includes(kind) ? 1 : 3
}
