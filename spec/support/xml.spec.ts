import { expect } from 'chai';
import { faultOf } from './xml.ts';

describe('A fault of XML', () => {
  for (const xml of ['', 'text', '<a>', '<a></b>', '<a/><b/>', '<a b=c/>', '<a b="1" b="2"/>', '<a>&</a>', '<a>&nbsp;</a>', '<a><</a>', '<a b="<"/>', '<a/>b']) {
    it(`is found in ${JSON.stringify(xml)}`, () => expect(faultOf(xml)).to.be.a('string'));
  }

  it('is not found where there is none', () => expect(faultOf('<a b="1">x &amp; y<c/>\n<d></d></a>\n')).to.equal(undefined));
});
