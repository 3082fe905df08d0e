// SPDX-License-Identifier: MIT
// A mesh as Python hands it over.
#pragma once

#include "../bindings.h"
#include "outline_cpu.h"

namespace photosculpture {

struct MeshAddresses {
  uintptr_t faces, edges, pair_codes, fan_offsets, fan_codes;
  int32_t vertex_count, face_count, edge_count, pairs;
};

template <class T>
MeshView<T> mesh_view(const MeshAddresses& mesh, uintptr_t positions) {
  return {at<T>(positions),
          at<int32_t>(mesh.faces),
          at<int32_t>(mesh.edges),
          at<int32_t>(mesh.pair_codes),
          at<int32_t>(mesh.fan_offsets),
          at<int32_t>(mesh.fan_codes),
          mesh.vertex_count,
          mesh.face_count,
          mesh.edge_count,
          mesh.pairs};
}

}  // namespace photosculpture
