import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Command } from 'commander'
import type { Shell } from '../../app.ts'
import { addCommands } from '../commands.ts'
import { accounts } from '../part.ts'
import { testInBoth } from './both.ts'
import { openBrowser } from './browser.ts'
import { openSmallHouse, type SmallHouse } from './support.ts'

const password = 'seven green kettles sing'
const createAda = ['create', 'ada@lyceum.test', '--name', 'Ada', '--role', 'member', '--password-stdin']

/** Runs `lyceum user …` and answers what it printed. */
async function user({ platform }: Pick<SmallHouse, 'platform'>, args: readonly string[], stdin = ''): Promise<string> {
  const printed: string[] = []
  const shell: Shell = {
    config: platform.config,
    parts: async () => [accounts],
    platform: async () => platform,
    open: async () => ({ platform, close: async () => {} }),
    print: (value, words) => void printed.push(words(value)),
    foundSomething: () => {},
    readStdin: async () => stdin,
  }
  const program = new Command().exitOverride()
  addCommands(program, shell)
  await program.parseAsync(['node', 'lyceum', 'user', ...args])
  return printed.join('\n')
}

testInBoth('a person made on the command line signs in with the password from standard input', async (house) => {
  await user(house, createAda, password)

  const answer = await openBrowser(house.web).submit('/sign-in', '/sign-in', { email: 'ada@lyceum.test', password })

  assert.equal(answer.statusCode, 303)
  assert.match(await user(house, ['list']), /ada@lyceum\.test\tmember\tAda/)
})

testInBoth('user token prints nothing but a token that works', async (house) => {
  await user(house, createAda.slice(0, -1))

  const token = await user(house, ['token', 'ADA@lyceum.test', '--name', 'cluster'])

  assert.match(token, /^lyc_[\w-]{43}$/)
  const answer = await house.web.inject({ url: '/api/v1/me', headers: { authorization: `Bearer ${token}` } })
  assert.equal(answer.json().name, 'Ada')
})

testInBoth('who was made without a password cannot sign in with any', async (house) => {
  await user(house, createAda.slice(0, -1))

  for (const guess of ['null', 'undefined', password]) {
    const answer = await openBrowser(house.web).submit('/sign-in', '/sign-in', {
      email: 'ada@lyceum.test',
      password: guess,
    })
    assert.equal(answer.statusCode, 422)
  }
})

testInBoth('R-V7 a person who is locked out on the command line is out, and comes back by it', async (house) => {
  await user(house, createAda, password)
  const signIn = async () =>
    (await openBrowser(house.web).submit('/sign-in', '/sign-in', { email: 'ada@lyceum.test', password })).statusCode

  await user(house, ['disable', 'ada@lyceum.test'])
  assert.equal(await signIn(), 422)
  assert.match(await user(house, ['list']), /locked out/)
  await user(house, ['enable', 'ada@lyceum.test'])

  assert.equal(await signIn(), 303)
})

test('mistakes are one sentence for each, and nothing is made', async (t: TestContext) => {
  const house = await openSmallHouse(t)
  await user(house, createAda, password)
  const before = await house.count('activity_entries')
  const create = (email: string, role = 'member') => [
    'create',
    email,
    '--name',
    'X',
    '--role',
    role,
    '--password-stdin',
  ]

  await assert.rejects(user(house, create('no-address'), password), fieldError('email', /no e-mail address/))
  await assert.rejects(user(house, create('x@lyceum.test', 'king'), password), fieldError('role', /reader/))
  await assert.rejects(user(house, create('x@lyceum.test'), 'short'), fieldError('password', /at least 12/))
  await assert.rejects(user(house, createAda, password), { kind: 'conflict', code: 'accounts.email-taken' })
  await assert.rejects(user(house, ['token', 'nobody@lyceum.test', '--name', 'x']), { code: 'accounts.no-such-person' })
  await assert.rejects(
    user(house, ['token', 'ada@lyceum.test', '--name', 'x', '--days', '7']),
    fieldError('days', /30/),
  )

  assert.equal(await house.count('activity_entries'), before)
  assert.equal(await house.count('accounts_people'), 1)
})

const fieldError =
  (path: string, message: RegExp) => (error: Error & { fields?: { path: string; message: string }[] }) => {
    assert.equal(error.fields?.[0]?.path, path)
    assert.match(error.fields[0].message, message)
    return true
  }
