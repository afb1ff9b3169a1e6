import { photo } from '../../../../lambdas/core/scan/recognisers/photo.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(photo, {
  match: [
    ['headshot_97824.jpg', 'headshot_97824.jpg'],
    ['see patient_photo_12787.jpeg please', 'patient_photo_12787.jpeg'],
    ['face_01473.png', 'face_01473.png'],
    ['selfie.heic', 'selfie.heic'],
    ['IMG_0042.JPG', 'IMG_0042.JPG'],
    ['portrait-1.webp', 'portrait-1.webp'],
    ['attached: scan.tiff', 'scan.tiff'],
    ['a.gif, b.png', ['a.gif', 'b.png']],
    ['profile_pic.bmp', 'profile_pic.bmp'],
    ['(avatar.png)', 'avatar.png'],
    ['"wound.jpeg"', 'wound.jpeg'],
    ['foto.jpg', 'foto.jpg'],
  ],
  noMatch: [
    'report.pdf',
    'photo',
    'jpg',
    'a picture of health',
    '.jpg',
    'image/jpeg',
    'portrait mode',
    'face.txt',
    'data.json',
    'png file',
    'photo jpeg',
    '/img/logo.png',
    'v1.2',
  ],
});
