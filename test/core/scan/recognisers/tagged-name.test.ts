import { taggedName } from '../../../../lambdas/core/scan/recognisers/tagged-name.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(taggedName, {
  match: [
    ['We spoke with John Whitlock yesterday.', 'John Whitlock'],
    ["Marisela de la Fuente, the patient's wife, reports nausea", 'Marisela de la Fuente'],
    ['She was seen by Mary Ellen Thompson.', 'Mary Ellen Thompson'],
    ["Todd's brother came along. He was tired.", 'Todd'],
    ['I moved here from Chicago last year.', 'Chicago'],
    ['He was treated at Central Valley Hospital.', 'Central Valley Hospital'],
    ['AP Photo/Mary Thompson', 'Mary Thompson'],
    ['We met Alan McDonald and his wife.', 'Alan McDonald'],
    ['It was J.R. Whitlock who called.', 'J.R. Whitlock'],
    ['Walter Whitfield has asthma', 'Walter Whitfield', 'msg'],
    ['Refill for Carlos Delgado', 'Carlos Delgado', 'data'],
  ],
  noMatch: [
    "Todd's paralysis may affect speech.",
    'The treatment for Leigh syndrome is thiamine.',
    'She tried the Alexander technique.',
    'Taenia solium is a tapeworm. It lives in pork.',
    'More on: Alveolar Echinococcosis',
    'The laws of the State of New York apply.',
    'Please see the Family Counselor.',
    'The ADA recommends a diet. It is new.',
    'The cornea and iris meet. It is small.',
    'He had no frank instability. It was stable.',
    'A Country Club',
    ['Spring Sale for Everyone', 'title'],
    'Transient ischemic attacks or TIAs are brief.',
    'Bill to: the office. Ship to: the same.',
    'Johnson & Johnson announced new protocols.',
    'It was sent by Johnson Medical Supply. It came.',
    'There is trouble at Imperial Corp. this year.',
    'TotalNumSecurities: 4, MaxFloorPrice: 2',
    'You are at higher risk for P.A.D. if you smoke.',
  ],
});
