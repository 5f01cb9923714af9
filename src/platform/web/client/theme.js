// @ts-check
// Follows the device where the visitor chose "as the device", and paper, which is always light; runs before the page is
// painted.

;(() => {
  const root = document.documentElement
  const [dark, paper] = [matchMedia('(prefers-color-scheme: dark)'), matchMedia('print')]
  const follow = (/** @type {Event | undefined} */ event) => {
    const isPaper = paper.matches || event?.type === 'beforeprint'
    const isDark = root.dataset.theme === 'auto' ? dark.matches : root.dataset.theme === 'dark'
    root.dataset.bsTheme = isDark && !isPaper ? 'dark' : 'light'
  }
  dark.addEventListener('change', follow)
  paper.addEventListener('change', follow)
  addEventListener('beforeprint', follow)
  addEventListener('afterprint', follow)
  follow(undefined)
})()
