import type { Command } from 'commander'
import type { z } from 'zod'
import type { Shell } from '../app.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { changeRole, createPerson, disablePerson, enablePerson, preparePassword } from './people.ts'
import { roles } from './person.ts'
import { findPersonByEmail, listPeople } from './queries/people.ts'
import { PersonForm } from './schemas.ts'
import { resetFactors } from './second-factor/resetting.ts'
import type { PersonRow } from './tables.ts'
import { TokenForm } from './token-scopes.ts'
import { makeToken } from './tokens.ts'

const actor = 'cli'

/** `lyceum user …`: people without a browser. */
export function addCommands(program: Command, shell: Shell): void {
  const user = program.command('user').description('people and their API tokens')
  addCreate(user, shell)
  addToken(user, shell)
  addList(user, shell)
  addChanges(user, shell)
}

type CreateOptions = Readonly<{ name: string; role: string; passwordStdin?: boolean }>

function addCreate(user: Command, shell: Shell): void {
  user
    .command('create <email>')
    .description('make a person')
    .requiredOption('--name <name>', 'what they are called')
    .option('--role <role>', `one of ${roles.join(', ')}`, 'member')
    .option('--password-stdin', 'read the password from standard input; without one, only API tokens work')
    .action(async (email: string, { name, role, passwordStdin }: CreateOptions) => {
      const form = check(PersonForm, { email, name, role })
      const typed = passwordStdin ? await shell.readStdin() : undefined
      const platform = await shell.platform()
      const password = typed === undefined ? undefined : await preparePassword(platform, form, typed)
      const person = await createPerson(platform, form, password, actor)
      shell.print(shown(person), () => `${person.name} <${person.email}> is a ${person.role} now.`)
    })
}

type TokenOptions = Readonly<{ name: string; scope: string; days: string }>

function addToken(user: Command, shell: Shell): void {
  user
    .command('token <email>')
    .description('make an API token that speaks for a person, and print it; it is never shown again')
    .requiredOption('--name <name>', 'what it is for')
    .option('--scope <scope>', 'all, or read', 'all')
    .option('--days <days>', 'how long it lasts: 30, 90, 365 or none', 'none')
    .action(async (email: string, options: TokenOptions) => {
      const form = check(TokenForm, options)
      const platform = await shell.platform()
      const person = await demandByEmail(platform, email)
      const { row, secret } = await makeToken(platform, person.id, form, actor)
      shell.print(
        { id: row.id, name: row.name, scope: row.scope, expiresAt: row.expires_at, token: secret },
        () => secret,
      )
    })
}

function addList(user: Command, shell: Shell): void {
  user
    .command('list')
    .description('everybody, by e-mail address')
    .action(async () => {
      const platform = await shell.platform()
      const people: ReturnType<typeof shown>[] = []
      for await (const person of everybody(platform)) people.push(shown(person))
      shell.print(people, (rows) => rows.map(asLine).join('\n') || 'There is nobody yet.')
    })
}

function addChanges(user: Command, shell: Shell): void {
  user
    .command('role <email> <role>')
    .description(`give a person another role: ${roles.join(', ')}`)
    .action(async (email: string, role: string) => {
      const wished = check(PersonForm.shape.role, role)
      const platform = await shell.platform()
      await changeRole(platform, (await demandByEmail(platform, email)).id, wished, actor)
      shell.print({ email, role: wished }, () => `${email} is a ${wished} now.`)
    })
  user
    .command('disable <email>')
    .description('lock a person out, sessions and tokens included')
    .action(async (email: string) => {
      const platform = await shell.platform()
      await disablePerson(platform, (await demandByEmail(platform, email)).id, actor)
      shell.print({ email, disabled: true }, () => `${email} is locked out.`)
    })
  user
    .command('enable <email>')
    .description('let a person in again')
    .action(async (email: string) => {
      const platform = await shell.platform()
      await enablePerson(platform, (await demandByEmail(platform, email)).id, actor)
      shell.print({ email, disabled: false }, () => `${email} may come in again.`)
    })
  user
    .command('reset-factor <email>')
    .description('take app, recovery codes and passkeys off an account whose owner has lost them')
    .action(async (email: string) => {
      const platform = await shell.platform()
      await resetFactors(platform, (await demandByEmail(platform, email)).id, actor)
      shell.print({ email, factor: null }, () => `${email} signs in with the password alone.`)
    })
}

async function* everybody({ db }: Platform): AsyncGenerator<PersonRow> {
  let after: PersonRow | undefined
  do {
    const page = await listPeople(db, { after })
    yield* page
    after = page.at(-1)
  } while (after)
}

async function demandByEmail({ db }: Platform, email: string): Promise<PersonRow> {
  const person = await findPersonByEmail(db, email)
  if (person) return person
  throw new UserError('not-found', 'accounts.no-such-person', `Nobody has the address ${email}.`)
}

/** @throws UserError that names every option that does not fit. */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(value)
  if (!error) return data
  const fields = error.issues.map(({ path, code, message }) => ({ path: path.join('.') || 'value', code, message }))
  throw new UserError('invalid', 'accounts.invalid', 'Some of this does not fit.', { fields })
}

const shown = ({ id, email, name, role, created_at, disabled_at }: PersonRow) => ({
  id,
  email,
  name,
  role,
  createdAt: created_at,
  disabledAt: disabled_at,
})

const asLine = ({ email, name, role, disabledAt }: ReturnType<typeof shown>): string =>
  `${email}\t${role}\t${name}${disabledAt ? '\t(locked out)' : ''}`
