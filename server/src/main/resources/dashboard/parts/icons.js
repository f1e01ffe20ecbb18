import { svg, html } from 'lit';

/** Twenty-four units wide, drawn by one line. @type {Record<string, import('lit').TemplateResult>} */
const SHAPES = {
  overview: svg`<path d="M4 13h6V4H4zM14 20h6v-9h-6zM14 7h6V4h-6zM4 20h6v-3H4z"/>`,
  agents: svg`<circle cx="9" cy="8" r="3.5"/><path d="M2.500 20a6.500 6.500 0 0 1 13 0M16 4.800a3.500 3.500 0 0 1 0 6.400M18 14a6.500 6.500 0 0 1 3.500 6"/>`,
  agent: svg`<circle cx="12" cy="8" r="4"/><path d="M4.500 20.500a7.500 7.500 0 0 1 15 0"/>`,
  tasks: svg`<path d="m3.500 6.500 1.700 1.700L8.500 5M3.500 16.500l1.700 1.700L8.500 15M12 7h8.500M12 17h8.500"/>`,
  timeline: svg`<path d="M3 6h9M8 12h10M5 18h7M16 18h5"/>`,
  mail: svg`<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.500 7.500 8.500 6 8.500-6"/>`,
  events: svg`<path d="M13 3 5 14h6l-1 7 8-11h-6z"/>`,
  schedules: svg`<rect x="3.500" y="5" width="17" height="15.500" rx="2"/><path d="M3.500 10h17M8 2.500V6M16 2.500V6"/>`,
  deadletters: svg`<path d="M4 13.500 6.500 5h11L20 13.500V19H4zM4 13.500h5l1.500 2.500h3l1.500-2.500h5"/>`,
  approvals: svg`<path d="M12 3 4.500 6v5.500c0 4.500 3 8 7.500 9.500 4.500-1.500 7.500-5 7.500-9.500V6z"/><path d="m8.500 12 2.500 2.500 4.500-5"/>`,
  system: svg`<rect x="3.500" y="4" width="17" height="6.500" rx="1.500"/><rect x="3.500" y="13.500" width="17" height="6.500" rx="1.500"/><path d="M7.500 7.250h.01M7.500 16.750h.01"/>`,
  search: svg`<circle cx="11" cy="11" r="6.500"/><path d="m16 16 4.500 4.500"/>`,
  sun: svg`<circle cx="12" cy="12" r="4"/><path d="M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400"/>`,
  moon: svg`<path d="M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z"/>`,
  keyboard: svg`<rect x="2.500" y="6" width="19" height="12" rx="2"/><path d="M6 10h.01M10 10h.01M14 10h.01M18 10h.01M8 14h8"/>`,
  close: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
  check: svg`<path d="m5 12.500 4.500 4.500L19 7.500"/>`,
  alert: svg`<path d="M12 4 2.500 20h19zM12 10v4.500M12 17.500h.01"/>`,
  back: svg`<path d="m15 5-7 7 7 7"/>`,
  next: svg`<path d="m9 5 7 7-7 7"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  play: svg`<path d="M7 4.500v15l12-7.500z"/>`,
  pause: svg`<path d="M8 5v14M16 5v14"/>`,
  sleep: svg`<path d="M5 8h6l-6 8h6M14 5h5l-5 6h5"/>`,
  refresh: svg`<path d="M19.500 12a7.500 7.500 0 1 1-2.200-5.300L20 9M20 4v5h-5"/>`,
};

/** @param {string} name an ornament: what it stands for must be said beside it or in a label */
export const icon = (name) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"
  focusable="false">${SHAPES[name] ?? ''}</svg>`;
