/** Source and type of the event by which the API says that an upload by role is what was declared; a rule of the default bus knows them. */
export const UPLOAD_SOURCE = 'countersign.uploads';
export const UPLOAD_ARRIVED = 'Declared Upload Arrived';
