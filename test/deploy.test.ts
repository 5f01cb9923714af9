import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, matchesGlob } from 'node:path'
import { test } from 'node:test'
import { Ajv2019 as Ajv } from 'ajv/dist/2019.js'
import { validate } from 'dockerfile-utils'
import { readConfig } from '../src/config.ts'
import { imageOf, interpolate, readCompose, readDockerfile, readUnit, root } from './support/container-files.ts'
import { emptyFolder } from './support/folders.ts'

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')
const variables = {
  LYCEUM_SITE: 'lyceum.example.org',
  POSTGRES_PASSWORD: 'swordfish42',
  S3_SECRET_ACCESS_KEY: 'swordfish43',
}
const composeFiles = ['compose.yaml', 'compose.scale.yaml']
const stages = readDockerfile()
const image = imageOf(stages.at(-1) ?? [])

/** Its name for itself is of an older draft, and its formats say nothing that matters here. */
const schema = JSON.parse(textOf('test/data/compose/compose-spec.json'), (name, value) =>
  (name === 'id' || name === '$schema') && typeof value === 'string' ? undefined : value,
)
const formats = { ports: true, expose: true, duration: true, subnet_ip_address: true } as const

/** A secret that the file system of the tests has. */
function withSecretFile<Result>(run: (file: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-secret-'))
  try {
    const file = join(folder, 'secret')
    writeFileSync(file, 'a secret of thirty-two characters or more')
    return run(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('the linter finds nothing in the Dockerfile, and would find something', () => {
  assert.deepEqual(
    validate(textOf('Dockerfile')).map(({ message }) => message),
    [],
  )
  assert.notDeepEqual(validate(textOf('Dockerfile').replace('COPY bin', 'COPPY bin')), [])
})

test('R-V13 the image runs as nobody in particular, holds no secret, and says how its health is asked', () => {
  assert.match(image.user, /^[1-9]\d{3,}:[1-9]\d{3,}$/)
  const words = stages.flat().map(({ name, words }) => `${name} ${words}`)
  assert.deepEqual(
    words.filter((line) => /^(?:ARG|ENV)\b.*(?:SECRET|PASSWORD|TOKEN|KEY)/i.test(line)),
    [],
  )
  assert.deepEqual(
    words.filter((line) => /\bcurl\b|\bwget\b|^ADD\b/.test(line)),
    [],
  )
  assert.ok(image.health[0]?.endsWith('/node') && image.entry.length === 1 && image.command.length === 1)
})

test('what the image copies is there, and the builder is sent it and nothing else', () => {
  const copied = stages
    .flat()
    .filter(({ name, words }) => name === 'COPY' && !words.startsWith('--from'))
    .flatMap(({ words }) => words.split(' ').slice(0, -1))
  const lines = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const sent = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
  const ignored = lines.filter((line) => !line.startsWith('!'))

  assert.deepEqual([...new Set(copied)].sort(), sent.sort())
  for (const name of copied) assert.ok(existsSync(join(root, name)), name)
  assert.equal(ignored[0], '*')
  for (const path of ['src/platform/test/log.test.ts', 'src/platform/tasks/contract/engine.ts'])
    assert.ok(
      existsSync(join(root, path)) && ignored.slice(1).some((glob) => matchesGlob(join(path, '..'), glob)),
      path,
    )
})

for (const file of composeFiles) {
  test(`${file} keeps to the schema of the Compose Specification`, () => {
    const isValid = new Ajv({ strict: false, allErrors: true, formats }).compile(schema)

    assert.ok(isValid(readCompose(file, variables)), JSON.stringify(isValid.errors))
    const broken = { services: { lyceum: { ...readCompose(file, variables).services.lyceum, restarts: 'always' } } }
    assert.equal(isValid(broken), false)
  })

  test(`R-V13 every container of ours in ${file} has settings that are taken, and may do no more than it must`, () => {
    const ours = Object.entries(readCompose(file, variables).services).filter(([, { image }]) => image === 'lyceum')
    assert.ok(ours.length > 0)
    for (const [name, service] of ours) {
      assert.deepEqual(
        [service.read_only, service.cap_drop, service.security_opt, service.privileged, service.user],
        [true, ['ALL'], ['no-new-privileges:true'], undefined, undefined],
        name,
      )
      const [command, option, role] = service.command ?? image.command
      assert.ok(command === 'serve' && (option === undefined || option === '--role'), name)
      withSecretFile((secret) => {
        const given = { ...image.environment, ...service.environment, ...(role && { LYCEUM_ROLE: role }) }
        const config = readConfig('LYCEUM_SECRET_FILE' in given ? { ...given, LYCEUM_SECRET_FILE: secret } : given)
        assert.equal(config.instance, '/var/lib/lyceum')
      })
    }
  })

  test(`no password stands in ${file}, and one that is missing is asked for`, () => {
    const secret = /(?:PASSWORD|SECRET_ACCESS_KEY|_SECRET): (?!\$\{\w+:\?)/
    assert.deepEqual(
      textOf(file)
        .split('\n')
        .filter((line) => secret.test(line)),
      [],
    )
    if (file === 'compose.scale.yaml') assert.throws(() => readCompose(file, {}), /LYCEUM_SITE is missing/)
  })
}

test('at scale there are two web and three worker containers, and the proxy knows the web ones and no others', () => {
  const { services, networks } = readCompose('compose.scale.yaml', variables)
  const ofRole = (role: string) => Object.entries(services).filter(([, { command }]) => command?.at(-1) === role)
  const web = ofRole('web').map(([name]) => name)
  const workers = ofRole('worker').reduce((sum, [, { deploy }]) => sum + (deploy?.replicas ?? 1), 0)
  const caddyfile = textOf('deploy/Caddyfile')

  assert.deepEqual([web.length, workers], [2, 3])
  assert.match(
    caddyfile,
    new RegExp(`reverse_proxy ${web.map((name) => `${name}:${image.environment.LYCEUM_PORT}`).join(' ')} \\{`),
  )
  assert.match(caddyfile, /health_uri \/readyz/)
  const proxy = services.proxy?.networks as { house: { ipv4_address: string } }
  assert.equal(services['web-1']?.environment?.LYCEUM_TRUST_PROXY, proxy.house.ipv4_address)
  assert.ok(networks?.house?.ipam?.config?.[0]?.subnet.startsWith(proxy.house.ipv4_address.replace(/\.\d+$/, '.')))
  assert.deepEqual(
    Object.entries(services).flatMap(([name, { ports }]) => (ports ? [name] : [])),
    ['proxy'],
  )
})

test('no proxy of ours lets anybody from outside ask for the metrics', () => {
  assert.match(textOf('deploy/nginx.conf'), /location = \/metrics \{\s*return 404;/)
  assert.match(textOf('deploy/Caddyfile'), /@inside path [^\n]*\/metrics[^\n]*\n\s*respond @inside 404/)
  for (const file of ['deploy/nginx.conf', 'deploy/Caddyfile']) {
    const text = textOf(file).replaceAll(/#.*$/gm, '')
    assert.equal(text.split('{').length, text.split('}').length, `${file}: each brace is closed`)
  }
})

test('the systemd unit is one that systemd takes, and is locked up well', (t) => {
  const service = readUnit('deploy/lyceum.service', 'Service')
  for (const name of ['NoNewPrivileges', 'PrivateTmp', 'PrivateDevices', 'ProtectHome', 'RestrictNamespaces'])
    assert.deepEqual(service.get(name), ['true'], name)
  assert.deepEqual(
    [service.get('ProtectSystem'), service.get('CapabilityBoundingSet'), service.get('User')],
    [['strict'], [''], ['lyceum']],
  )
  assert.ok(Number.parseInt(service.get('TimeoutStopSec')?.[0] ?? '', 10) > 30, 'a stop takes up to 30 s')
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) return t.diagnostic('systemd is not here to be asked')

  const folder = emptyFolder(t)
  const file = join(folder, 'lyceum.service')
  // Only the program and its user are not here yet.
  const here = textOf('deploy/lyceum.service')
    .replaceAll('/opt/lyceum', root)
    .replaceAll(/^(User|Group)=.*$/gm, '$1=root')
  writeFileSync(file, here)
  const verify = () => spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
  assert.deepEqual([verify().status, verify().stderr.includes('lyceum.service')], [0, false], verify().stderr)
  execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=25', file])
  writeFileSync(file, here.replace('ProtectSystem=strict', 'ProtectSystem=maybe'))
  assert.match(verify().stderr, /lyceum\.service:\d+: Failed to parse/, 'a mistake is seen')
})

test('variables of compose files are put in as the engine does', () => {
  const text = 'a: <A} b: <B:-two words} c: $<C}'.replaceAll('<', '${')
  const plain = 'c: <C}'.replace('<', '${')
  assert.equal(interpolate(text, { A: '1' }), `a: 1 b: two words ${plain}`)
  assert.equal(interpolate(text, { A: '1', B: '2' }), `a: 1 b: 2 ${plain}`)
})

test('R-V15 what the program imports is among its dependencies, not among those of development', () => {
  const { name: own, dependencies, devDependencies } = JSON.parse(textOf('package.json'))
  const sources = globSync('src/**/*.ts', { cwd: root }).filter((file) => !/\/(?:test|contract)\//.test(file))
  const imported = new Set(
    sources.flatMap((file) =>
      [...textOf(file).matchAll(/(?:\bfrom |\bimport\(|^import )'([@a-z][^']*)'/gm)]
        .map(([, name = '']) => name)
        .filter((name) => !name.startsWith('node:'))
        .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/')),
    ),
  )
  assert.ok(imported.has('fastify') && imported.has('prom-client'), [...imported].join(' '))
  assert.deepEqual(
    [...imported].filter((name) => !(name in dependencies) && name !== own),
    [],
  )
  assert.equal('typescript' in devDependencies && !imported.has('typescript'), true)
})
