// node mail.mjs PARSER: a JSON list of mails in base64 on standard input; what the parser makes of each, as JSON.
const { default: Parser } = await import(process.argv[2]);
let given = "";
for await (const piece of process.stdin) given += piece;
const made = JSON.parse(given).map(async (mail) => {
  const { headers, subject, from, to, messageId, text, html } = await Parser.parse(Buffer.from(mail, "base64"));
  return { headers, subject, from, to, messageId, text, html };
});
console.log(JSON.stringify(await Promise.all(made)));
