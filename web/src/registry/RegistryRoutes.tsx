import { Route, Routes } from 'react-router';
import { NotFoundPage } from '../pages/NotFoundPage';
import { EditDevice, EditSensor, EditSite } from './EditPage';
import { NewDevice, NewSensor } from './NewPage';
import { RegistryPage } from './RegistryPage';

/** The pages below `/manage`. */
export default function RegistryRoutes() {
  return (
    <Routes>
      <Route index element={<RegistryPage />} />
      <Route path="new/device" element={<NewDevice />} />
      <Route path="new/sensor" element={<NewSensor />} />
      <Route path="sensors/:id" element={<EditSensor />} />
      <Route path="devices/:id" element={<EditDevice />} />
      <Route path="sites/:id" element={<EditSite />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}
