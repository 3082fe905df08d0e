"""What the commands' help says before and after the options."""

RECONSTRUCT_DESCRIPTION = """\
Reconstruct an object from its silhouettes: render a model from all sides, or
take photographs with known cameras, carve what the silhouettes have in common,
then bend that until it casts the same ones. With --colour, paint it as well,
and let its shading shape what no outline reaches.

CAPTURE is a folder, or its file: transforms.json (NeRF, nerfstudio,
instant-ngp), a COLMAP model (text or binary), Middlebury's *_par.txt, or a
folder of pictures of a turntable, told by one of the --turntable options."""

RECONSTRUCT_EPILOG = """\
what DIR holds afterwards:
  mesh.glb, mesh.obj  the result, where the model or capture is in the world;
                      a texture is inside, and beside mesh.obj with mesh.mtl
  metrics.json        settings, versions, device, history of loss and IoU,
                      IoU, PSNR and SSIM of each view, soundness of the mesh,
                      seconds of each phase, views to add, refined cameras
  loss.png            loss, silhouette error and PSNR
  views.png           target, rendered and difference of each view
  progress.gif        from the start to the result, turning
  colour/, albedo/, shading/  with --colour, what each view shows, without
                      its light, and its light alone

Ctrl-C stops the fit and writes what there is; once more stops without writing.

exit status:
  0 done   1 failed on the way   2 unusable argument or file   130 interrupted

examples:
  photosculpture reconstruct data/models/kettle.glb
  photosculpture reconstruct scan.obj --views 12 --rig ring --elevation 10
  photosculpture reconstruct scan.obj --views 8 --suggest-views 3
  photosculpture reconstruct chair.glb --resolution 512 --out chair-512
  photosculpture reconstruct chair.glb --start chair-512/mesh.glb --steps 300
  photosculpture reconstruct chair.glb --mirror x --edge-length 2
  photosculpture reconstruct spot.obj --colour texture --light sun
  photosculpture reconstruct spot.obj --colour vertex --fit-positions off \\
      --start model --remeshing off
  photosculpture reconstruct lego/transforms_train.json
  photosculpture reconstruct dino/ --mask-threshold 0.2 --mask-fill-holes all
  photosculpture reconstruct scans/ --refine-cameras poses --leave-out IMG_12
  photosculpture reconstruct odd/transforms.json --camera-axes opengl-axes
  photosculpture reconstruct pictures/ --turntable-step 15 --fov-y 35"""

EXPORT_DESCRIPTION = """\
Write what can be seen of a model, a capture or a project as transforms.json
and RGBA pictures, whose alpha is the silhouette: what NeRF and splatting
programs train from, and what this one reads again. A model is grey, or, in a
light, as a fit in colour sees it."""

EXPORT_EPILOG = """\
examples:
  photosculpture export-capture data/models/kettle.glb --out kettle-capture
  photosculpture export-capture scan.obj --views 40 --resolution 800 --out scan
  photosculpture export-capture avocado.glb --light studio --out avocado-lit
  photosculpture export-capture dino/ --mask-threshold 0.2 --out dino-masked"""
