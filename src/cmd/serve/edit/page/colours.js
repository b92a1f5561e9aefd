// Runs before the first paint: whoever chose light or dark on the site has it here as well.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch { /* Storage is switched off: the system's choice stands. */ }
