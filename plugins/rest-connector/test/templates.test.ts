import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render } from '../templates.ts'

const scope = { name: 'Ada', count: 3, list: [{ id: 1 }, { id: 2 }], empty: [], deep: { 'a-b': ['x', 'y'] } }

test('RUN-8.3.24 values, parts, loops, choices and filters are put into text', () => {
  const expected: readonly (readonly [string, string])[] = [
    ['Hello {{ name }}!', 'Hello Ada!'],
    ['{{ list[1].id }}{{ list[-1]["id"] }}', '22'],
    ['{{ deep.a-b | join(", ") }}', 'x, y'],
    ['{% for one in list %}[{{ one.id }}]{% endfor %}', '[1][2]'],
    ['{% if empty %}yes{% else %}no{% endif %}{% if name %}!{% endif %}', 'no!'],
    ['{{ missing | default("none") | upper }}', 'NONE'],
    ['{{ list | tojson }}', '[{"id":1},{"id":2}]'],
    ['{{ "a b|c" | urlencode }}', 'a%20b%7Cc'],
    ['{{ missing.part[3] }}|{{ count | length }}', '|1'],
    ['{% for a in list %}{% for b in list %}{{ a.id }}{{ b.id }} {% endfor %}{% endfor %}', '11 12 21 22 '],
  ]
  for (const [template, text] of expected) assert.equal(render(template, scope), text, template)
})

test('RUN-8.3.24 a template reaches nothing but its values, and does not run without end', () => {
  for (const template of ['{{ name.constructor }}', '{{ list.__proto__ }}', '{{ deep.toString }}', '{{ constructor }}'])
    assert.equal(render(template, scope), '', template)
  for (const template of [
    '{{ name() }}',
    '{{ 1 + 1 }}',
    '{{ name | eval }}',
    '{% include "x" %}',
    '{% for x in list %}',
    '{% endif %}',
    '{{ name | constructor }}',
  ])
    assert.throws(() => render(template, scope), /TemplateError/, template)
  const many = Array.from({ length: 2_000 }, () => 'x')
  assert.throws(
    () => render('{% for a in many %}{% for b in many %}{{ b }}{% endfor %}{% endfor %}', { many }),
    /too often|too long/,
  )
})
