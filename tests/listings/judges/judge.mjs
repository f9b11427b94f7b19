// Judge JSON-LD as Google's merchant rules do: one JSON array of strings on stdin, one array of issue lists on stdout.
import Validator from '@adobe/structured-data-validator';
import WebAutoExtractor from '@marbec/web-auto-extractor';
import { text } from 'node:stream/consumers';

const pages = JSON.parse(await text(process.stdin));
const verdicts = [];
for (const jsonld of pages) {
  const html = `<html><head><script type="application/ld+json">${jsonld}</script></head><body></body></html>`;
  const found = new WebAutoExtractor({ addLocation: true, embedSource: ['rdfa', 'microdata'] }).parse(html);
  const seen = Object.keys(found.jsonld ?? {});
  const issues = await new Validator().validate(found);
  verdicts.push({ seen, issues: issues.map(({ issueMessage, severity }) => ({ severity, issueMessage })) });
}
process.stdout.write(JSON.stringify(verdicts));
