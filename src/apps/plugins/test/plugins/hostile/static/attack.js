// Tries what a page in a frame might; writes down what became of each.
const said = {}
const attempt = async (name, act) => {
  try {
    said[name] = `done: ${String(await act()).slice(0, 80)}`
  } catch (error) {
    said[name] = `refused: ${error.name}`
  }
}
await attempt('dom', () => parent.document.title)
await attempt('cookie', () => document.cookie)
await attempt('storage', () => localStorage.length)
await attempt('top', () => {
  top.location.href = '/account'
})
await attempt('window', () => (window.open('/account') === null ? Promise.reject(new TypeError('null')) : 'opened'))
for (const path of ['/api/v1/me', '/account', '/admin/people'])
  await attempt(path, async () => (await fetch(new URL(path, document.baseURI), { credentials: 'include' })).status)
await attempt('elsewhere', () => fetch('http://localhost:9/'))
for (let count = 0; count < 10_000; count++) parent.postMessage({ type: 'ui-resize', height: 1e9 }, '*')
parent.postMessage({ type: 'form-submit', resultUrl: 'javascript:alert(1)' }, '*')
parent.postMessage({ type: 'form-submit', resultUrl: 'http://localhost:9/tasks/../../account' }, '*')
parent.postMessage({ type: '__proto__' }, '*')
parent.postMessage({ type: 'request-data-url', filler: 'x'.repeat(10_000_000) }, '*')
document.getElementById('said').textContent = JSON.stringify(said)
