const SAVED = 'reveille.theme';

/** @typedef {'system' | 'light' | 'dark'} Theme */

/** @returns {Theme} */
export function theme() {
  const saved = localStorage.getItem(SAVED);
  return saved === 'light' || saved === 'dark' ? saved : 'system';
}

/** @param {Theme} wanted */
export function useTheme(wanted) {
  if (wanted === 'system') localStorage.removeItem(SAVED);
  else localStorage.setItem(SAVED, wanted);
  applyTheme();
}

/** What is dark now, whoever said so. */
export function isDark() {
  const wanted = theme();
  return wanted === 'dark'
    || (wanted === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
}

export function applyTheme() {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  window.dispatchEvent(new Event('themechange'));
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', applyTheme);
