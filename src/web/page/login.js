// Says that the last attempt was wrong.
if (location.search === '?wrong') {
  document.getElementById('wrong').textContent = 'That is not the token. Look at it once more.';
}
