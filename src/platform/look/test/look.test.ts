import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openHouse } from '../../../../test/support/house.ts'
import { post } from '../../accounts/letters/letter.ts'
import { coloursOf, contrast } from '../colours.ts'
import { links } from '../links.ts'
import { colourSetting, contactSetting, nameSetting, purposeSetting } from '../settings.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('strangers see what the house is for, in the words of its administrators, and the way in', async (t) => {
  const { platform, as } = await openHouse(t)
  const usual = (await as('anon').get('/')).body
  assert.match(usual, /<h1>Lyceum<\/h1>[\s\S]*A science gateway[\s\S]*href="\/sign-in"[\s\S]*href="\/register"/)
  assert.doesNotMatch(usual, /href="\/terms"|Whom to ask|no administrator yet/)

  await platform.db.transaction().execute(async (tx) => {
    await platform.settings.set(tx, nameSetting, 'Beamline <9>', 'test')
    await platform.settings.set(tx, purposeSetting, '# For *guests*\n\n<script>alert(1)</script>', 'test')
    await platform.settings.set(tx, contactSetting, 'desk@beamline.example', 'test')
  })
  const { body } = await as('anon').get('/')

  assert.match(body, /<title>[^<]* · Beamline &lt;9&gt;<\/title>/)
  assert.match(body, /<h1>Beamline &lt;9&gt;<\/h1>[\s\S]*<h2[^>]*>For <em>guests<\/em>/)
  assert.doesNotMatch(body, /<script>alert|A science gateway/)
  assert.match((await as('anon').get('/sign-in')).body, /Whom to ask[^<]*: desk@beamline\.example/)
  assert.match(
    (await as('cleo').get('/admin/people')).body,
    /Beamline &lt;9&gt;/,
    'pages that say no are of the same house',
  )
  const words = { kind: 'look.test', subject: 'Hello', lines: ['Hello.'] }
  await platform.db.transaction().execute((tx) => post(platform, tx, 'ada@lyceum.test', words))
  const letter = await platform.db.selectFrom('mail_outbox').select(['text', 'html']).executeTakeFirstOrThrow()
  assert.match(letter.text, /^Beamline <9> · http/m)
  assert.match(letter.html ?? '', /class="sender">Beamline &lt;9&gt;</)
  assert.match((await as('ada').get('/')).body, /Welcome, Ada/)
  assert.match((await as('ada').get(links.firstPage())).body, /Beamline &lt;9&gt;[\s\S]*guests/)
})

test('a house without an administrator says how the first one is made', async (t) => {
  const { platform, as } = await openHouse(t)
  await platform.db.updateTable('accounts_people').set({ role: 'member' }).execute()

  const { body } = await as('anon').get('/')

  assert.match(body, /no administrator yet/)
  assert.doesNotMatch(body.slice(body.indexOf('<main')), /href="\/register"/)
})

test('a picture becomes the logo of every page, by what it is and not by what it is called', async (t) => {
  const { platform, as } = await openHouse(t)
  const send = async (bytes: Uint8Array<ArrayBuffer>, name = 'logo.png') => {
    const form = new FormData()
    form.append('logo', new Blob([bytes]), name)
    const sent = new Response(form)
    const headers = { accept: 'text/html', 'content-type': sent.headers.get('content-type') ?? '' }
    const payload = Buffer.from(await sent.arrayBuffer())
    return as('dora').inject({ method: 'POST', url: links.look(), headers, payload })
  }
  assert.match((await send(Buffer.from('<svg onload="alert(1)"/>'))).body, /no PNG, JPEG or WebP/)
  assert.equal((await send(Buffer.alloc(300 * 1024))).statusCode, 413)
  assert.equal((await as('anon').get('/look/logo')).statusCode, 404)

  assert.equal((await send(png, 'odd.svg')).statusCode, 303)

  const address = /<img src="(\/look\/logo\?v=[\w-]+)"/.exec((await as('anon').get('/')).body)?.[1] ?? ''
  const logo = await as('anon').get(address)
  assert.deepEqual([logo.statusCode, logo.headers['content-type']], [200, 'image/png'])
  assert.deepEqual(logo.rawPayload, png)
  await send(png)
  assert.equal((await platform.db.selectFrom('files').select('id').execute()).length, 1, 'the old one goes')
  await as('dora').post(links.removeLogo())
  assert.doesNotMatch((await as('anon').get('/')).body, /look\/logo/)
  assert.equal((await platform.db.selectFrom('files').select('id').execute()).length, 0)
})

test('the colour of the house is a sheet of its own, under an address that names it', async (t) => {
  const { platform, as } = await openHouse(t)
  assert.doesNotMatch((await as('anon').get('/')).body, /colours\.css/)
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, colourSetting, '#aa3300', 'test'))

  assert.match((await as('anon').get('/')).body, /<link rel="stylesheet" href="\/look\/colours\.css\?v=aa3300">/)

  const { body, headers } = await as('anon').get('/look/colours.css?v=aa3300')
  assert.match(String(headers['content-type']), /^text\/css/)
  assert.match(body, /--house-accent: #aa3300/)
})

test('whatever the colour, text in it and on it can be read in both themes', () => {
  const channel = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(channel, channel, channel, (red, green, blue) => {
      const colour = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
      const [light = '', dark = ''] = coloursOf(colour).split('[data-bs-theme')
      const grounds = { light: ['#ffffff', '#eef2f4', '#f6f8f9'], dark: ['#0f151a', '#131b21', '#172027'] }
      for (const [theme, text] of [
        ['light', light],
        ['dark', dark],
      ] as const) {
        const named = (name: string) => rgb(new RegExp(`--house-${name}: (#[0-9a-f]{6})`).exec(text)?.[1] ?? '')
        for (const name of ['accent', 'accent-strong'])
          for (const ground of [...grounds[theme].map(rgb), named('accent-soft')])
            assert.ok(contrast(named(name), ground) >= 4.5, `${colour} ${theme} ${name}`)
        if (theme === 'light') assert.ok(contrast(named('button'), rgb('#ffffff')) >= 4.5)
      }
    }),
    { numRuns: 200, seed: 9 },
  )
})

const rgb = (hex: string) =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as [number, number, number]
