// @ts-check
// Follows the device where the visitor chose "as the device"; runs before the page is painted.

;(() => {
  const root = document.documentElement
  if (root.dataset.theme !== 'auto') return
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const follow = () => {
    root.dataset.bsTheme = dark.matches ? 'dark' : 'light'
  }
  dark.addEventListener('change', follow)
  follow()
})()
