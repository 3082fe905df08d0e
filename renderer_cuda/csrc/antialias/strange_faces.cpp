// SPDX-License-Identifier: MIT
#include "strange_faces.h"

#include "../common/instruction_sets.h"

namespace photosculpture {

PS_BEST_TABLE(StrangeFaceKernels, strange_face_kernels)

const StrangeFaceKernels& strange_face_kernels() { return best_strange_face_kernels(); }

}  // namespace photosculpture
