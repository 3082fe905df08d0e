// A surface in local space; used for the mesh and for the ghost.

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in float value;
layout(location = 3) in vec3 paint;

uniform mat4 clip_from_local;

out Surface {
    vec3 position;
    vec3 normal;
    float value;
    vec3 paint;
} surface;

invariant gl_Position;  // two passes over the ghost must agree on depth to the last bit

void main() {
    surface.position = position;
    surface.normal = normal;
    surface.value = value;
    surface.paint = paint;
    gl_Position = clip_from_local * vec4(position, 1.0);
}
