/** The last segment of the server's path makes room for `proxy/state/{id}`. Source: sheet `echokit.md` 4.9. */
export function notificationUrl(server: string, id: string): string {
  const base = server.replace(/^ws/, 'http').replace(/\/+$/, '');
  return `${base.replace(/\/[^/]*$/, '')}/proxy/state/${encodeURIComponent(id)}`;
}
